package dev.foldcast.cli;

import dev.foldcast.error.FoldcastException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code foldcast} command. */
@Command(
    name = "foldcast",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Sums and multiplies n-d arrays in .npy and .npz files on any OpenCL device.",
      "Sums are exact and rounded once: the same bits on every device."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:internal error",
      "2:wrong usage",
      "3:no usable OpenCL device",
      "4:bad input or output: file, shape, dtype, disk, --memory",
      "5:the device or its driver failed",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast sum x.npy                       the sum of all elements, on stdout",
      "  foldcast mean x.npy --axis=-1 -o m.npy   means along the last axis, to a file",
      "  foldcast multiply a.npy b.npy -o ab.npy  the broadcast product",
      "  foldcast devices                         what there is to compute on",
      "  source <(foldcast generate-completion)   completion for bash and zsh"
    })
public final class Main implements Runnable {
  /** Commands that need no other command, in the order of the help text. */
  private static final Map<String, Supplier<Object>> WORKING = working();

  private final Session session;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  Main(Session session) {
    this.session = session;
  }

  private static Map<String, Supplier<Object>> working() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("sum", SumCommand::new);
    commands.put("mean", MeanCommand::new);
    commands.put("max", MaxCommand::new);
    commands.put("min", MinCommand::new);
    commands.put("multiply", MultiplyCommand::new);
    commands.put("batch", BatchCommand::new);
    commands.put("devices", DevicesCommand::new);
    commands.put("tune", TuneCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("demo", DemoCommand::new);
    return commands;
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  Session session() {
    return session;
  }

  /** The command line over a session, with every command, printing to the given writers. */
  static CommandLine commandLine(Session session, PrintWriter out, PrintWriter err) {
    return commandLine(session, out, err, "");
  }

  /**
   * As the other, for the words of one command: if their first names one, the others are left out,
   * because it takes long to make them. What tells of other commands has them all.
   */
  static CommandLine commandLine(
      Session session, PrintWriter out, PrintWriter err, String... words) {
    CommandLine line = new CommandLine(new Main(session));
    Supplier<Object> only = words.length == 0 ? null : WORKING.get(words[0]);
    if (only != null) {
      line.addSubcommand(only.get());
    } else {
      WORKING.values().forEach(make -> line.addSubcommand(make.get()));
      line.addSubcommand(new HelpCommand()).addSubcommand(new GenerateCompletion());
    }
    return line.setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(new Usage())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> Failure.of(e).print(command.getErr(), e, isDebug(command)));
  }

  /** Runs one command and gives its exit code, whatever it throws. */
  static int execute(CommandLine line, String... args) {
    if (args.length == 0) {
      line.usage(line.getErr());
      return ExitCode.USAGE;
    }
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands on exceptions only
      return Failure.of(e).print(line.getErr(), e, false);
    }
  }

  private static boolean isDebug(CommandLine command) {
    CommandLine.ParseResult parsed = command.getParseResult();
    return parsed != null && parsed.hasMatchedOption("--debug");
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = run(args);
    PoclFolder.remove();
    if (code == ExitCode.DONE) {
      Afterwards.start();
    }
    System.exit(code);
  }

  private static int run(String[] args) {
    Stdout stdout = new Stdout();
    PrintWriter out = new PrintWriter(stdout, false);
    PrintWriter err = new PrintWriter(new TextStream(System.err, Encoding.STDERR), true);
    try (Ahead ahead = Ahead.of(args)) {
      Session session = Session.ofProcess(ahead);
      CommandLine line = commandLine(session, out, err, args);
      line.setExecutionStrategy(
          parsed -> {
            if (answersInJson(parsed)) {
              stdout.useUtf8();
            }
            return new CommandLine.RunLast().execute(parsed);
          });
      int code = execute(line, args);
      out.flush();
      return close(session, stdout.exitCode(code, err), err);
    }
  }

  private static boolean answersInJson(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.subcommand() != null) {
      last = last.subcommand();
    }
    Object command = last.commandSpec().userObject();
    return command instanceof BatchCommand || last.matchedOptionValue("--json", false);
  }

  /**
   * Closes a session and gives the exit code. A device that fails then has spoilt no answer: it is
   * told only if nothing was wrong before.
   */
  private static int close(Session session, int code, PrintWriter err) {
    try {
      session.close();
      return code;
    } catch (FoldcastException e) {
      return code == ExitCode.DONE ? Failure.of(e).print(err, e, false) : code;
    }
  }
}
