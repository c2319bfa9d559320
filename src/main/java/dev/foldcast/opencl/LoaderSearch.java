package dev.foldcast.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the OpenCL loader where the dynamic linker would. The binding, left to find out itself,
 * prints to the process's standard output, which belongs to results.
 */
final class LoaderSearch {
  private static final List<String> NAMES = List.of("libOpenCL.so.1", "libOpenCL.so");
  private static final List<String> DEFAULTS = List.of("lib", "usr/lib", "lib64", "usr/lib64");

  private LoaderSearch() {}

  /** Whether this machine certainly has no loader; false where that cannot be told. */
  static boolean certainlyMissing() {
    return System.getProperty("os.name", "").equals("Linux")
        && !System.getenv().getOrDefault("LD_PRELOAD", "").contains("OpenCL")
        && certainlyMissing(Path.of("/"), System.getenv().getOrDefault("LD_LIBRARY_PATH", ""));
  }

  /**
   * As {@link #certainlyMissing()}, of a file system whose root is {@code root}.
   *
   * @param libraryPath {@code LD_LIBRARY_PATH}
   */
  static boolean certainlyMissing(Path root, String libraryPath) {
    for (String folder : libraryPath.split("[:;]", -1)) {
      if (in(Path.of(folder))) {
        return false;
      }
    }
    for (Path folder : folders(root)) {
      if (in(folder)) {
        return false;
      }
    }
    try {
      byte[] cache = Files.readAllBytes(root.resolve("etc/ld.so.cache"));
      return !new String(cache, StandardCharsets.ISO_8859_1).contains("libOpenCL.so");
    } catch (IOException e) {
      return false; // a system that does not use the cache
    }
  }

  /** The file of a library that is named with or without its folder; null if it is not there. */
  static @Nullable Path find(Path root, String library) {
    if (library.contains("/")) {
      return root.resolve(library);
    }
    for (Path folder : folders(root)) {
      Path file = folder.resolve(library);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  private static List<Path> folders(Path root) {
    List<Path> folders = new ArrayList<>();
    for (String folder : DEFAULTS) {
      Path path = root.resolve(folder);
      folders.add(path);
      folders.add(path.resolve("x86_64-linux-gnu"));
      folders.add(path.resolve("aarch64-linux-gnu"));
    }
    return folders;
  }

  private static boolean in(Path folder) {
    return NAMES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }
}
