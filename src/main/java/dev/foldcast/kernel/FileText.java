package dev.foldcast.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The source of programs that are one kernel file under some macros, and no plan's. */
public final class FileText {
  private FileText() {}

  /**
   * The program of a file.
   *
   * @param file in {@code opencl/}
   * @param macros by name; the others keep the file's defaults
   * @param standard the compiler's option for the language version
   */
  public static ProgramText of(String file, Map<String, Object> macros, String standard) {
    StringBuilder options = new StringBuilder(standard);
    new TreeMap<>(macros)
        .forEach(
            (name, value) -> options.append(String.format(Locale.ROOT, " -D%s=%s", name, value)));
    return new ProgramText(file, KernelFiles.text(List.of(file)), options.toString(), 0);
  }

  /** As {@link #of(String, Map, String)} in OpenCL C 1.2. */
  public static ProgramText of(String file, Map<String, Object> macros) {
    return of(file, macros, "-cl-std=CL1.2");
  }
}
