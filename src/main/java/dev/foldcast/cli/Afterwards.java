package dev.foldcast.cli;

import dev.foldcast.tuning.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * Starts, when a command has answered, what makes the next ones start faster: the launcher's
 * packing of classes. Started from here, not by the shell, so that it holds no stream or pipe of
 * the command and nobody waits for it.
 */
final class Afterwards {
  /** The property in which the launcher names itself, if its classes are not packed yet. */
  static final String LAUNCHER = "foldcast.packing";

  private static final File NOTHING = new File("/dev/null");

  private Afterwards() {}

  /** Starts it, if the launcher asked for it; a machine that cannot goes on without. */
  static void start() {
    String launcher = System.getProperty(LAUNCHER);
    if (launcher == null) {
      return;
    }
    try {
      ProcessBuilder packing =
          new ProcessBuilder("/bin/sh", launcher, "pack-classes")
              .redirectInput(NOTHING)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD);
      if (CacheFolder.ofPocl() != null) {
        packing.environment().remove("POCL_CACHE_DIR"); // the folder is this process's alone
      }
      packing.start();
    } catch (IOException e) {
      // The next command asks again.
    }
  }
}
