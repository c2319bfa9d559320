package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.FormatException;
import dev.foldcast.io.OutputFile;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Family;
import dev.foldcast.tuning.CacheFolder;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Effort;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.EntryJson;
import dev.foldcast.tuning.Key;
import dev.foldcast.tuning.RecordedSearch;
import dev.foldcast.tuning.Stored;
import dev.foldcast.tuning.Tuner;
import dev.foldcast.tuning.UserStore;
import dev.foldcast.tuning.report.TuningReport;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
      "              [--effort=quick|normal|exhaustive] [--force] [--report=FILE]",
      "              [OPTIONS]",
      "foldcast tune --show [--only=FAMILY[,...]] [--report=FILE] [OPTIONS]",
      "foldcast tune --forget [--only=FAMILY[,...]] [OPTIONS]"
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
      "  foldcast tune --show --report=tuned.html the same as a page with pictures"
    })
@SuppressWarnings("NullAway.Init")
final class TuneCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      order = 1,
      description = "About how long it may take (default: 60s).")
  private double seconds = 60;

  @Option(
      names = "--only",
      paramLabel = "FAMILY[,...]",
      split = ",",
      order = 2,
      description = "Kernel families, for example reduce_full,outer (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      order = 3,
      description = "How much is tried: quick, normal or exhaustive (default: normal).")
  private String effort = "normal";

  @Option(names = "--force", order = 4, description = "Measure again what is known already.")
  private boolean force;

  @Option(names = "--show", order = 5, description = "Print what is known instead.")
  private boolean show;

  @Option(names = "--forget", order = 6, description = "Forget what is known instead.")
  private boolean forget;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      order = 7,
      description = "Also write an HTML page: what was found, and how.")
  private @Nullable String report;

  @Mixin private DeviceOptions options = new DeviceOptions();

  @Option(names = "--no-progress", order = 72, description = "No progress line on a terminal.")
  private boolean noProgress;

  @Override
  public Integer call() {
    if (show && forget) {
      throw usage("--show and --forget exclude each other; leave one of them out");
    }
    if (report != null && forget) {
      throw usage("--report tells of what is known, not of what --forget forgets; leave one out");
    }
    Set<Family> families = families();
    Effort chosen = effort();
    // A page that cannot be written is said now, not after minutes.
    try (OutputFile page = report == null ? null : OutputFile.create(Inputs.path(report))) {
      return run(families, chosen, page);
    }
  }

  private int run(Set<Family> families, Effort chosen, @Nullable OutputFile page) {
    Path cache = CacheFolder.of(System.getenv());
    if (cache == null) {
      throw new FormatException(
          "the cache folder", "is unknown: set FOLDCAST_CACHE to a folder that can be written");
    }
    ClDevices.Choice device =
        ClDevices.choose(main.session().device(options), System.getenv("FOLDCAST_DEVICE"));
    TuneText text = new TuneText(isSilent() ? silent() : out(), spec.commandLine().getErr());
    List<Entry> entries;
    if (show || forget) {
      entries = known(cache, device, families, text);
    } else {
      text.head(device, seconds);
      Tuner.Wish wish =
          new Tuner.Wish(seconds, families, chosen, force, "foldcast tune --effort " + effort);
      Tuner tuner = new Tuner(device.device().info(), cache, wish, text);
      entries =
          Progress.during(
              text::doing,
              !noProgress && !main.session().isBatch(),
              spec.commandLine().getErr(),
              tuner::run);
    }
    if (!forget) {
      text.table(entries);
    }
    if (page != null) {
      DeviceKey key = DeviceKey.of(device.device().info());
      List<RecordedSearch> searches =
          RecordedSearch.of(cache, key).stream().filter(s -> isWanted(families, s.key())).toList();
      page.write(ByteBuffer.wrap(TuningReport.html(entries, searches).getBytes(UTF_8)));
      page.commit();
    }
    answer(device, entries);
    return ExitCode.DONE;
  }

  /** What is known of the device, before it is forgotten if that is wanted. */
  private List<Entry> known(
      Path cache, ClDevices.Choice device, Set<Family> families, TuneText text) {
    UserStore store = new UserStore(cache);
    DeviceKey key = DeviceKey.of(device.device().info());
    Stored stored = store.read(key);
    stored.warnings().forEach(text::warning);
    if (forget) {
      store
          .forget(key, s -> families.isEmpty() || families.contains(s.family()))
          .forEach(text::warning);
    }
    return stored.entries().stream().filter(e -> isWanted(families, e.key())).toList();
  }

  private static boolean isWanted(Set<Family> families, Key key) {
    return families.isEmpty() || families.contains(key.subject().family());
  }

  private Set<Family> families() {
    Set<Family> families = EnumSet.noneOf(Family.class);
    for (String name : only) {
      families.add(choice(Family.class, "--only", name));
    }
    return families;
  }

  private Effort effort() {
    return choice(Effort.class, "--effort", effort);
  }

  private <T extends Enum<T>> T choice(Class<T> type, String option, String name) {
    for (T value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
        return value;
      }
    }
    List<String> known = new ArrayList<>();
    for (T value : type.getEnumConstants()) {
      known.add(value.name().toLowerCase(Locale.ROOT));
    }
    throw usage("%s: '%s' is none of %s".formatted(option, name, String.join(", ", known)));
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private void answer(ClDevices.Choice device, List<Entry> entries) {
    ObjectNode json = Json.object().put("device", device.device().info().name());
    json.set("entries", Json.array(entries.stream().map(EntryJson::of).toList()));
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
