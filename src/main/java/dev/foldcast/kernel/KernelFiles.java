package dev.foldcast.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The kernel files of the jar. OpenCL compiles one text, so an {@code #include} is replaced by the
 * file it names, the first time that it is named.
 */
final class KernelFiles {
  private static final String INCLUDE = "#include \"";

  private KernelFiles() {}

  /** One text of several files and what they include. */
  static String text(List<String> files) {
    StringBuilder text = new StringBuilder();
    Set<String> seen = new HashSet<>();
    files.forEach(file -> append(file, seen, text));
    return text.toString();
  }

  private static void append(String file, Set<String> seen, StringBuilder text) {
    if (!seen.add(file)) {
      return;
    }
    for (String line : read(file).lines().toList()) {
      String code = line.strip();
      if (code.startsWith(INCLUDE)) {
        append(code.substring(INCLUDE.length(), code.lastIndexOf('"')), seen, text);
      } else {
        text.append(line).append('\n');
      }
    }
  }

  private static String read(String file) {
    try (InputStream in = KernelFiles.class.getResourceAsStream("/opencl/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks opencl/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
