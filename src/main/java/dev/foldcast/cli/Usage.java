package dev.foldcast.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage in one line: what is wrong, what was perhaps meant, where to read on. */
final class Usage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "foldcast: error: %s%s; try '%s --help'"
            .formatted(facts(e), suggestion(e), command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.USAGE;
  }

  private static String facts(ParameterException e) {
    String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    // "Unknown option: '--x'" inside a sentence.
    boolean lower = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return lower ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> known = unmatched.getSuggestions();
    return known.isEmpty() ? "" : " (did you mean " + String.join(" or ", known) + "?)";
  }
}
