package dev.foldcast.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
        String.format(
            Locale.ROOT,
            "foldcast: error: %s%s; try '%s --help'",
            facts(e),
            suggestion(e),
            command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.USAGE;
  }

  private static String facts(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      boolean command = !e.getCommandLine().getSubcommands().isEmpty();
      String word = unmatched.getUnmatched().get(0);
      return command
          ? "there is no command '" + word + "'"
          : "one argument too many: '" + word + "'";
    }
    String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    // "Unknown option: '--x'" inside a sentence.
    boolean lower = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return lower ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }

  /** The command whose name is at most two letters away, if one is. */
  private static List<String> closest(ParameterException e, String word) {
    return e.getCommandLine().getSubcommands().keySet().stream()
        .filter(name -> distance(word, name) <= 2)
        .sorted(Comparator.comparingInt(name -> distance(word, name)))
        .limit(1)
        .toList();
  }

  /** Letters to add, remove, change or swap. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> known =
        unmatched.isUnknownOption()
            ? unmatched.getSuggestions().stream().limit(2).toList()
            : closest(e, unmatched.getUnmatched().get(0));
    return known.isEmpty() ? "" : " (did you mean " + String.join(" or ", known) + "?)";
  }
}
