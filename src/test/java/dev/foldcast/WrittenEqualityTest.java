package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Records that write their equality out, as small commands need it at once, forget no component.
 */
class WrittenEqualityTest {
  private static final Pattern RECORD = Pattern.compile("\\brecord (\\w+)\\(([^{]*?)\\)[^({]*\\{");
  private static final Pattern COMPONENT = Pattern.compile("(\\w+)\\s*(?:,|$)");
  private static final Pattern EQUALS =
      Pattern.compile("boolean equals\\(.*?\n\\s*}\n", Pattern.DOTALL);

  @Test
  void everyComponentIsCompared() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        check(Files.readString(file), found);
      }
    }
    assertTrue(
        found.containsAll(List.of("Map", "Reduce", "OperandView", "Operand", "Options", "Key")),
        found.toString());
  }

  private static void check(String source, List<String> found) {
    Matcher records = RECORD.matcher(source);
    while (records.find()) {
      int end = nextRecord(source, records.end());
      Matcher equals = EQUALS.matcher(source).region(records.end(), end);
      if (!equals.find()) {
        continue;
      }
      found.add(records.group(1));
      String components = records.group(2).replaceAll("<[^>]*>", "");
      Matcher component = COMPONENT.matcher(components);
      int compared = 0;
      while (component.find()) {
        String name = component.group(1);
        assertTrue(
            Pattern.compile("\\w\\." + name + "\\b").matcher(equals.group()).find(),
            records.group(1) + " does not compare its " + name);
        compared++;
      }
      assertEquals(components.split(",").length, compared, components);
    }
  }

  private static int nextRecord(String source, int from) {
    Matcher next = RECORD.matcher(source);
    return next.find(from) ? next.start() : source.length();
  }
}
