package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Foldcast;
import dev.foldcast.Options;
import dev.foldcast.array.DType;
import dev.foldcast.error.FormatException;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Family;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "foldcast bench [--only=FAMILY[,...]] [--dtype=T[,...]] [--size=SIZE]",
      "               [--time=TIME] [--compare=OLD.json] [OPTIONS]",
      "foldcast bench --methods [--size=SIZE] [--time=TIME] [OPTIONS]"
    },
    description = {
      "Measures operations beside what the device's memory can do at most.",
      "The limits are measured, too, with kernels that only read, copy and fill."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast bench",
      "  foldcast bench --only=reduce_full --dtype=float32,int8 --time=10s",
      "  foldcast bench --json > old.json",
      "  foldcast bench --compare old.json        is it faster now?",
      "  foldcast bench --methods                 which final reduction is best?"
    })
@SuppressWarnings("NullAway.Init")
final class BenchCommand implements Callable<Integer> {
  private static final List<DType> USUAL =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.COMPLEX128);

  private static final long METHOD_BYTES = 128 << 20;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "FAMILY[,...]",
      split = ",",
      order = 1,
      description =
          "Kernel families, for example reduce_full,outer; builds for how long programs take to build (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--dtype",
      paramLabel = "T[,...]",
      split = ",",
      converter = DTypeConverter.class,
      order = 2,
      description = "Element types (default: float32,float64,int32,complex128).")
  private List<DType> dtypes = USUAL;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = BenchSize.Converter.class,
      order = 3,
      description =
          "Bytes of the largest array (default: 1GiB where the device has room; for --methods"
              + " 128MiB).")
  @Nullable Long size;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      order = 4,
      description =
          "About how long to measure; each line is run at least 3 times (default: 60s; for"
              + " --methods 10s).")
  @Nullable Double seconds;

  @Option(
      names = "--compare",
      paramLabel = "OLD.json",
      order = 5,
      description = "Tell which lines changed since 'foldcast bench --json > OLD.json'.")
  @Nullable String compare;

  @Option(
      names = "--methods",
      order = 6,
      description = "Compare ways to do the final reduction instead.")
  boolean methods;

  @Option(names = "--serve", hidden = true)
  boolean serve;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      order = 50,
      description = "Most bytes of device buffers and memory of our own; at least 64MiB.")
  @Nullable Long memory;

  @Mixin private DeviceOptions options = new DeviceOptions();

  @Option(names = "--no-progress", order = 72, description = "No progress line on a terminal.")
  boolean noProgress;

  @Override
  public Integer call() {
    Set<String> families = families();
    BenchOld old = compare == null ? null : BenchOld.read(compare);
    String wanted = main.session().device(options);
    ClDevices.Choice choice = ClDevices.choose(wanted, System.getenv("FOLDCAST_DEVICE"));
    Options opened = Options.DEFAULT.withDevice(wanted);
    Foldcast foldcast =
        main.session().open(memory == null ? opened : opened.withMemoryBytes(memory));
    if (serve) {
      serve(choice, foldcast);
      return ExitCode.DONE;
    }
    if (methods) {
      compareMethods(choice, foldcast);
      return ExitCode.DONE;
    }
    measure(choice, foldcast, families, old);
    return ExitCode.DONE;
  }

  /** For {@code peers.py}: see {@link BenchServer}. */
  private void serve(ClDevices.Choice choice, Foldcast foldcast) {
    if (main.session().isBatch()) {
      throw new ParameterException(spec.commandLine(), "--serve has no meaning in a batch");
    }
    long bytes = size == null ? usualSize(choice) : size;
    try (Bench bench = new Bench(choice.device(), foldcast, bytes);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(main.session().in(), UTF_8))) {
      new BenchServer(foldcast, bench).serve(lines, out());
    } catch (IOException e) {
      throw new FormatException("stdin", "cannot be read: " + e.getMessage(), e);
    }
  }

  private void compareMethods(ClDevices.Choice choice, Foldcast foldcast) {
    long bytes = size == null ? Math.min(METHOD_BYTES, usualSize(choice)) : size;
    double time = seconds == null ? 10 : seconds;
    BenchMethods all =
        watched(
            () -> "bench --methods",
            () -> new BenchMethods(choice.device(), foldcast, bytes, time));
    if (!isSilent()) {
      BenchText.device(choice, out());
      all.print(out());
    }
    answer(all.json());
  }

  private Set<String> families() {
    Set<String> known =
        Arrays.stream(Family.values())
            .map(Family::key)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    known.add(BenchBuilds.KEY);
    for (String family : only) {
      if (!known.contains(family)) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT, "--only: '%s' is none of %s", family, String.join(", ", known)));
      }
    }
    return new LinkedHashSet<>(only);
  }

  private void measure(
      ClDevices.Choice choice, Foldcast foldcast, Set<String> families, @Nullable BenchOld old) {
    PrintWriter out = isSilent() ? new PrintWriter(PrintWriter.nullWriter()) : out();
    BenchText text = new BenchText(out);
    long bytes = size == null ? usualSize(choice) : size;
    double time = seconds == null ? 60 : seconds;
    text.head(choice, bytes, time);

    List<BenchResult> results = new ArrayList<>();
    BenchBuilds builds = null;
    try (Bench bench =
        watched(() -> "bench: the limits", () -> new Bench(choice.device(), foldcast, bytes))) {
      for (DType dtype : dtypes) {
        boolean hard = BenchNumbers.areOf(dtype) && wants(families, Family.REDUCE_FULL);
        double share = time / dtypes.size() / (hard ? 2 : 1);
        if (families.equals(Set.of(BenchBuilds.KEY))) {
          break;
        }
        BenchResult result =
            watched(() -> "bench: " + bench.doing(), () -> bench.measure(dtype, families, share));
        text.result(result);
        results.add(result);
        if (hard) {
          BenchResult more =
              watched(() -> "bench: " + bench.doing(), () -> bench.measureHard(dtype, share));
          text.result(more);
          results.add(more);
        }
      }
      if (families.isEmpty() || families.contains(BenchBuilds.KEY)) {
        builds =
            watched(
                () -> "bench: building",
                () -> new BenchBuilds(choice.device(), bench, dtypes.get(0)));
        builds.print(out);
      }
    }
    if (!results.isEmpty()) {
      text.end(results.get(0));
    }
    ObjectNode json = BenchJson.of(choice, bytes, results);
    if (builds != null) {
      json.set("builds", builds.json());
    }
    if (old != null) {
      BenchComparison comparison = new BenchComparison(old, results);
      json.set("comparison", comparison.json());
      comparison.print(choice.device().info(), bytes, out);
    }
    answer(json);
  }

  private static boolean wants(Set<String> families, Family family) {
    return families.isEmpty() || families.contains(family.key());
  }

  private long usualSize(ClDevices.Choice choice) {
    return BenchSize.defaultFor(choice.device().info(), memory);
  }

  private boolean isSilent() {
    return options.json || main.session().isBatch();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private <T> T watched(Supplier<String> what, Supplier<T> work) {
    boolean wanted = !noProgress && !main.session().isBatch();
    return Progress.during(what, wanted, spec.commandLine().getErr(), work);
  }

  private void answer(ObjectNode json) {
    if (main.session().isBatch()) {
      ObjectNode answer = Json.object();
      answer.set("result", json);
      main.session().answer(answer);
    } else if (options.json) {
      out().println(Json.pretty(json));
    }
    out().flush();
  }
}
