package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.FormatException;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.tuning.CacheFolder;
import dev.foldcast.tuning.Comparison;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.EntryJson;
import dev.foldcast.tuning.ExportedStore;
import dev.foldcast.tuning.Exports;
import dev.foldcast.tuning.Stored;
import dev.foldcast.tuning.Tuner;
import dev.foldcast.tuning.UserStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast tune}. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "foldcast tune [--time=TIME] [--only=FAMILY[,...]]",
      "              [--effort=quick|normal|exhaustive] [--force]",
      "              [--report=FILE] [--export t4|json FILE] [OPTIONS]",
      "foldcast tune --show [--only=FAMILY[,...]] [--report=FILE]",
      "              [--export t4|json FILE] [OPTIONS]",
      "foldcast tune --forget [--only=FAMILY[,...]] [OPTIONS]",
      "foldcast tune --compare A.json B.json [--json]"
    },
    description = {
      "Finds the fastest schedules for a device and keeps them for later runs.",
      "It never changes a result: candidates whose bits differ are thrown out, and what",
      "is not proven faster than the default does not replace it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast tune                            the usual work, a minute",
      "  foldcast tune --time=6m                  every family, four types, all shapes",
      "  foldcast tune --only=outer --force       measure a family again",
      "  foldcast tune --show                     what is known",
      "  foldcast tune --show --report=tuned.html the same as a page with pictures",
      "  foldcast tune --show --export json laptop.json",
      "  foldcast tune --compare desktop.json laptop.json"
    })
@SuppressWarnings("NullAway.Init")
final class TuneCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private TuneOptions tune = new TuneOptions();

  @Option(names = "--show", order = 6, description = "Print what is known instead.")
  private boolean show;

  @Option(names = "--forget", order = 7, description = "Forget what is known instead.")
  private boolean forget;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      order = 8,
      description = "Also write an HTML page: what was found, and how.")
  private @Nullable String report;

  @Option(
      names = "--export",
      arity = "2",
      paramLabel = "t4|json FILE",
      hideParamSyntax = true,
      order = 9,
      description =
          "Write what is known to a file as well: every measurement as T4 results 1.0.0,"
              + " or the winners as a store that others can use and --compare reads.")
  private List<String> export = new ArrayList<>();

  @Option(
      names = "--compare",
      arity = "2",
      paramLabel = "A.json B.json",
      hideParamSyntax = true,
      order = 10,
      description =
          "Show instead what two machines have found, and what each one's winner costs on"
              + " the other, from files of --export json. No device is used.")
  private List<String> compare = new ArrayList<>();

  @Mixin private DeviceOptions options = new DeviceOptions();

  @Option(names = "--no-progress", order = 72, description = "No progress line on a terminal.")
  private boolean noProgress;

  @Override
  public Integer call() {
    refuseContradictions();
    if (!compare.isEmpty()) {
      return compare();
    }
    try (TuneFiles files = files()) {
      return run(files);
    }
  }

  private void refuseContradictions() {
    boolean writes = report != null || !export.isEmpty();
    if (show && forget) {
      throw usage("--show and --forget exclude each other; leave one of them out");
    }
    if (forget && writes) {
      throw usage("--forget leaves nothing to write; use --report or --export first, then forget");
    }
    if (!compare.isEmpty() && (show || forget || tune.force || writes)) {
      throw usage(
          "--compare tunes nothing; leave --show, --forget, --force, --report and --export out");
    }
    if (compare.size() > 2) {
      throw usage("--compare takes two files, once");
    }
  }

  private TuneFiles files() {
    try {
      return TuneFiles.open(export, report);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private int run(TuneFiles files) {
    Path cache = CacheFolder.of(System.getenv());
    if (cache == null) {
      throw new FormatException(
          "the cache folder", "is unknown: set FOLDCAST_CACHE to a folder that can be written");
    }
    ClDevices.Choice device =
        ClDevices.choose(main.session().device(options), System.getenv("FOLDCAST_DEVICE"));
    TuneText text = new TuneText(isSilent() ? silent() : out(), spec.commandLine().getErr());
    List<Entry> entries = show || forget ? known(cache, device, text) : tuned(cache, device, text);
    if (!forget) {
      text.table(
          entries,
          show
              ? "Nothing is known of this device; 'foldcast tune' finds out."
              : "Nothing was found; allow more time (--time).");
    }
    if (!files.isEmpty()) {
      files.write(new Exports(cache, DeviceKey.of(device.device().info()), tune::includes));
    }
    ObjectNode json = Json.object().put("device", device.device().info().name());
    json.set("entries", Json.array(entries.stream().map(EntryJson::of).toList()));
    answer(json);
    return ExitCode.DONE;
  }

  private List<Entry> tuned(Path cache, ClDevices.Choice device, TuneText text) {
    text.head(device, tune.seconds);
    Tuner tuner = new Tuner(device.device().info(), cache, tune.wish(), text);
    return Progress.during(
        text::doing,
        !noProgress && !main.session().isBatch(),
        spec.commandLine().getErr(),
        tuner::run);
  }

  /** What is known of the device, before it is forgotten if that is wanted. */
  private List<Entry> known(Path cache, ClDevices.Choice device, TuneText text) {
    UserStore store = new UserStore(cache);
    DeviceKey key = DeviceKey.of(device.device().info());
    Stored stored = store.read(key);
    stored.warnings().forEach(text::warning);
    if (forget) {
      store.forget(key, tune::includes).forEach(text::warning);
    }
    return stored.entries().stream().filter(e -> tune.includes(e.key().subject())).toList();
  }

  private int compare() {
    ExportedStore a = store(compare.get(0));
    ExportedStore b = store(compare.get(1));
    Comparison comparison = Comparison.of(a, b);
    if (!isSilent()) {
      new CompareText(comparison).print(a, b, out());
    }
    answer(CompareJson.of(comparison, a, b));
    return ExitCode.DONE;
  }

  private static ExportedStore store(String name) {
    return ExportedStore.read(name, Inputs.path(name));
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
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

  private boolean isSilent() {
    return options.json || main.session().isBatch();
  }

  private static PrintWriter silent() {
    return new PrintWriter(PrintWriter.nullWriter());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
