package dev.foldcast.opencl;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells drivers apart that call themselves the same: one that was built again, or whose compiler's
 * library was replaced. It is made of the times of the files that are loaded, as far as they are
 * known, and of the dynamic linker's cache, which every installation of a library renews.
 */
final class DriverStamp {
  private static final String VENDORS = "etc/OpenCL/vendors";
  private static final String LINKER_CACHE = "etc/ld.so.cache";

  private DriverStamp() {}

  /**
   * The stamp, one line each.
   *
   * @param root of the file system
   */
  static List<String> of(Path root, Map<String, String> environment) {
    Set<String> lines = new TreeSet<>();
    lines.add(facts(root.resolve(LINKER_CACHE)));
    for (Map.Entry<String, String> each : environment.entrySet()) {
      String name = each.getKey();
      boolean steers = name.startsWith("POCL_") || name.startsWith("OCL_ICD_");
      if (steers && !name.equals("POCL_CACHE_DIR")) {
        lines.add(name + "=" + each.getValue());
      }
    }
    String named = environment.get("OCL_ICD_VENDORS");
    try {
      Path vendors = root.resolve(named == null || named.isEmpty() ? VENDORS : named);
      if (Files.isDirectory(vendors)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(vendors)) {
          for (Path file : files) {
            addDriver(lines, root, file);
          }
        }
      } else {
        addDriver(lines, root, vendors);
      }
    } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
      // Where nothing can be known of the files, the driver's own words have to do.
    }
    return List.copyOf(lines);
  }

  /** The driver that an ICD file names, or one that is named itself. */
  private static void addDriver(Set<String> lines, Path root, Path file) throws IOException {
    lines.add(facts(file));
    if (file.toString().endsWith(".icd")) {
      Path library = LoaderSearch.find(root, Files.readString(file).strip());
      if (library != null) {
        lines.add(facts(library));
      }
    }
  }

  private static String facts(Path file) {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + facts.size() + " " + facts.lastModifiedTime().toMillis();
    } catch (IOException e) {
      return file + " cannot be read";
    }
  }
}
