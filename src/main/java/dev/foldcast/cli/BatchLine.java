package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the lines of a batch and makes their answers. */
final class BatchLine {
  private static final String ERROR = "foldcast: error: ";
  private static final String NOTE = "foldcast: note: ";

  private final Session session;
  private final boolean debug;
  private final PrintWriter err;
  private final StringWriter printed = new StringWriter();
  private final StringWriter told = new StringWriter();
  private final CommandLine commands;

  /**
   * Answers for a session.
   *
   * @param err gets what commands tell beside their answers: reports, stack traces
   */
  BatchLine(Session session, boolean debug, PrintWriter err) {
    this.session = session;
    this.debug = debug;
    this.err = err;
    commands = Main.commandLine(session, new PrintWriter(printed), new PrintWriter(told));
  }

  /**
   * The answer to one line.
   *
   * @param code the exit code that the command would have
   * @param json compact, on one line
   */
  record Answer(int code, String json) {}

  /** Runs a line; null if there is no command on it. */
  @Nullable Answer run(int number, String line) {
    List<String> words;
    try {
      words = ShellWords.split(line);
    } catch (IllegalArgumentException e) {
      return answer(number, ExitCode.USAGE, Json.object().put("error", e.getMessage()));
    }
    if (!words.isEmpty() && words.get(0).equals("foldcast")) {
      words = words.subList(1, words.size());
    }
    if (words.isEmpty()) {
      return null;
    }
    int code = Main.execute(commands, words.toArray(new String[0]));
    ObjectNode result = session.takeAnswer();
    String text = take(printed).stripTrailing();
    ArrayNode notes = Json.array(List.of());
    String error = sort(take(told), notes);
    if (code != ExitCode.DONE) {
      result = Json.object().put("error", error);
    } else if (result == null) {
      result = Json.object().put("result", text);
    }
    if (!notes.isEmpty()) {
      result.set("notes", notes);
    }
    return answer(number, code, result);
  }

  private static Answer answer(int number, int code, ObjectNode fields) {
    ObjectNode json = Json.object().put("line", number).put("code", code);
    json.setAll(fields);
    return new Answer(code, Json.compact(json));
  }

  /** Sorts what a command told: gives its error, adds its notes, hands the rest on. */
  private String sort(String text, ArrayNode notes) {
    String error = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith(NOTE)) {
        notes.add(line.substring(NOTE.length()));
      } else if (error.isEmpty() && line.startsWith("foldcast: ")) {
        error = line.substring((line.startsWith(ERROR) ? ERROR : "foldcast: ").length());
        if (debug) {
          err.println(line);
        }
      } else {
        err.println(line);
      }
    }
    err.flush();
    return error;
  }

  private static String take(StringWriter writer) {
    String text = writer.toString();
    writer.getBuffer().setLength(0);
    return text;
  }
}
