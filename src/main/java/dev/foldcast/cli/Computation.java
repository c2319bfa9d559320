package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.Result;
import dev.foldcast.array.HostArray;
import dev.foldcast.engine.Report;
import dev.foldcast.error.FormatException;
import dev.foldcast.error.ShapeException;
import dev.foldcast.io.OutputFile;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Computes one array as a command line asks, and prints or writes what comes of it. */
final class Computation {
  private final Session session;
  private final CommandSpec spec;
  private final ComputeOptions options;
  private final Overflow overflow;
  private final PrintWriter out;
  private final PrintWriter err;

  Computation(Session session, CommandSpec spec, ComputeOptions options, Overflow overflow) {
    this.session = session;
    this.spec = spec;
    this.options = options;
    this.overflow = overflow;
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
  }

  /**
   * Computes.
   *
   * @param files what the user named
   * @param operation makes the lazy result of the arrays in them
   * @return the exit code
   */
  int run(List<String> files, Function<List<Array>, Array> operation) {
    refuseContradictions(files);
    List<HostArray> inputs =
        files.stream().map(file -> Inputs.open(file, options.access(), session.in())).toList();
    if (options.explain) {
      Explanation.print(spec, session, options, inputs, operation);
      return ExitCode.DONE;
    }
    long start = System.nanoTime();
    Foldcast foldcast = session.open(options.options(session));
    Array array = operation.apply(inputs.stream().map(foldcast::of).toList());
    refuseLongJson(array);
    try (OutputFile trace =
        options.trace == null ? null : OutputFile.create(Inputs.path(options.trace))) {
      Outcome outcome = watched(files, () -> compute(foldcast, array, start));
      if (trace != null) {
        trace.write(ByteBuffer.wrap(Trace.of(outcome.reports(), device(foldcast))));
        trace.commit();
      }
      print(outcome);
    } catch (FormatException e) {
      if (options.toStdout() && e.file().equals(STDOUT) && OutputFile.readerIsGone(e)) {
        return ExitCode.DONE;
      }
      throw e;
    }
    return ExitCode.DONE;
  }

  private static final String STDOUT = "stdout";

  private void refuseContradictions(List<String> files) {
    if (session.isBatch() && (options.toStdout() || files.contains(Inputs.STDIN))) {
      throw new ParameterException(
          spec.commandLine(), "in a batch '-' has no meaning: stdin and stdout are its own");
    }
    if (files.stream().filter(Inputs.STDIN::equals).count() > 1) {
      throw new ParameterException(
          spec.commandLine(), "stdin can be read as one operand only; name a file for the other");
    }
    if (options.explain && options.common.json) {
      throw new ParameterException(
          spec.commandLine(), "--explain prints text, not --json; leave one of them out");
    }
    if (options.toStdout() && options.common.json) {
      throw new ParameterException(
          spec.commandLine(), "-o - and --json would both print to stdout; name a file with -o");
    }
  }

  private void refuseLongJson(Array array) {
    boolean asJson = options.common.json || session.isBatch();
    if (asJson && options.output == null && array.shape().size() > OutcomeJson.MOST_ELEMENTS) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "the result has shape %s, more than the %d elements that JSON may hold; write it with -o",
              array.shape(),
              OutcomeJson.MOST_ELEMENTS));
    }
  }

  /** Work with a progress line. */
  private Outcome watched(List<String> files, Supplier<Outcome> work) {
    boolean wanted = !options.noProgress && !session.isBatch();
    String what = spec.name() + " " + String.join(" ", files);
    return Progress.during(what, wanted, err, work);
  }

  private static String device(Foldcast foldcast) {
    DeviceInfo info = foldcast.device();
    return info == null ? foldcast.deviceReason() : info.address() + " " + info.name();
  }

  private Outcome compute(Foldcast foldcast, Array array, long start) {
    @Nullable Result result = null;
    List<Report> reports;
    if (options.output == null) {
      result = array.read();
      reports = result.reports();
      refuseOverflow(reports);
    } else {
      try (OutputFile file = output(options.output)) {
        reports = array.write(file);
        refuseOverflow(reports);
        file.commit();
      }
    }
    return new Outcome(
        result,
        options.output,
        array.dtype(),
        array.shape(),
        foldcast,
        reports,
        System.nanoTime() - start);
  }

  private OutputFile output(String name) {
    if (options.toStdout()) {
      return OutputFile.toStream(session.out(), STDOUT);
    }
    return OutputFile.create(Inputs.path(name));
  }

  private void refuseOverflow(List<Report> reports) {
    if (reports.stream().noneMatch(Report::integerOverflow)) {
      return;
    }
    if (overflow == Overflow.ERROR) {
      throw new dev.foldcast.error.ExpressionException(
          "an integer sum does not fit 64 bits; choose --dtype float64 or --overflow wrap");
    }
    err.println(
        "foldcast: note: an integer sum did not fit 64 bits and wrapped, as NumPy's do; --dtype"
            + " float64 does not");
  }

  private void print(Outcome outcome) {
    session.newNotes(outcome.foldcast()).forEach(note -> err.println("foldcast: warning: " + note));
    if (outcome.foldcast().isFirstUntunedUse()) {
      err.println(
          "foldcast: note: schedules for this device are not known, so defaults are used; 'foldcast"
              + " tune' finds faster ones in a minute");
    }
    if (session.isBatch()) {
      session.answer(options.common.json ? OutcomeJson.full(outcome) : OutcomeJson.answer(outcome));
    } else if (options.common.json) {
      out.println(Json.pretty(OutcomeJson.full(outcome)));
    } else if (outcome.result() != null) {
      out.println(Elements.text(outcome.result()));
    }
    out.flush();
    if (options.common.verbosity() > 0) {
      OutcomeText.print(outcome, options.common.verbosity() > 1, err);
    }
  }
}
