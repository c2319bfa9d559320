package dev.foldcast.cli;

import dev.foldcast.error.FormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast batch}. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "foldcast batch FILE|- [OPTIONS]",
    description = {
      "Runs many commands in one session, one a line, quoted as in a shell.",
      "Each is answered by one line of JSON before the next is read:",
      "{\"line\":n,\"code\":0,\"result\":...}, or \"output\", or \"error\". Blank lines and #"
          + " comments are skipped. The exit code is the highest of all."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast batch commands.txt",
      "  printf 'sum a.npy\\nmean \"my file.npy\" --axis=0 -o m.npy\\n' | foldcast batch -",
      "  foldcast batch - --device cpu < commands.txt | jq .result"
    })
@SuppressWarnings("NullAway.Init")
final class BatchCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE|-", description = "Commands; - reads them from stdin.")
  private String file;

  @Mixin private DeviceOptions options = new DeviceOptions();

  @Override
  public Integer call() {
    if (main.session().isBatch()) {
      throw new ParameterException(spec.commandLine(), "a batch in a batch has no meaning");
    }
    try (BufferedReader lines = new BufferedReader(open());
        Session session = main.session().forBatch(options.device)) {
      return answer(lines, new BatchLine(session, options.debug, spec.commandLine().getErr()));
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
      throw new FormatException(file, "cannot be read: " + reason + "; name a text file", e);
    }
  }

  private Reader open() throws IOException {
    // Not Files.newBufferedReader: bytes that are no UTF-8 spoil their line alone.
    return new InputStreamReader(
        file.equals("-") ? main.session().in() : Files.newInputStream(Inputs.path(file)),
        StandardCharsets.UTF_8);
  }

  /** Editors on Windows begin UTF-8 with one. */
  private static void skipByteOrderMark(BufferedReader lines) throws IOException {
    lines.mark(1);
    if (lines.read() != '\ufeff') {
      lines.reset();
    }
  }

  private int answer(BufferedReader lines, BatchLine commands) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int highest = ExitCode.DONE;
    int number = 0;
    skipByteOrderMark(lines);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      BatchLine.Answer answer = commands.run(++number, line);
      if (answer != null) {
        highest = Math.max(highest, answer.code());
        out.println(answer.json());
        if (out.checkError()) { // flushes; nobody reads any more
          return ExitCode.DONE;
        }
      }
    }
    return highest;
  }
}
