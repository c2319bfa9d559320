package dev.foldcast.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a shell does: blanks separate, {@code '...'} is literal, {@code
 * "..."} keeps blanks, a backslash takes the next character as it is, {@code #} at the start of a
 * word begins a comment. Nothing is expanded.
 */
final class ShellWords {
  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * The words of a line.
   *
   * @throws IllegalArgumentException if a quote is not closed, or a backslash ends the line
   */
  static List<String> split(String line) {
    ShellWords words = new ShellWords(line);
    words.split();
    return words.words;
  }

  private void split() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (Character.isWhitespace(c)) {
        endWord();
      } else if (c == '#' && !inWord) {
        return;
      } else {
        inWord = true;
        part(c);
      }
    }
    endWord();
  }

  private void part(char c) {
    switch (c) {
      case '\'' -> {
        int end = line.indexOf('\'', at);
        if (end < 0) {
          throw new IllegalArgumentException("a ' is not closed");
        }
        word.append(line, at, end);
        at = end + 1;
      }
      case '"' -> doubleQuoted();
      case '\\' -> word.append(escaped());
      default -> word.append(c);
    }
  }

  private void doubleQuoted() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == '"') {
        return;
      }
      boolean escapes = c == '\\' && at < line.length() && "\\\"$`".indexOf(line.charAt(at)) >= 0;
      word.append(escapes ? line.charAt(at++) : c);
    }
    throw new IllegalArgumentException("a \" is not closed");
  }

  private char escaped() {
    if (at == line.length()) {
      throw new IllegalArgumentException("a \\ ends the line");
    }
    return line.charAt(at++);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
