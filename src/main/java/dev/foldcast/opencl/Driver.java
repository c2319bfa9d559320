package dev.foldcast.opencl;

import dev.foldcast.error.NoDeviceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Loads the binding once, and remembers why it could not. */
final class Driver {
  private static final String NO_LOADER =
      "no OpenCL loader (libOpenCL.so.1) found; run opencl/setup.sh";

  private record Trouble(String message, Throwable cause) {}

  private static final @Nullable Trouble TROUBLE = load();

  private Driver() {}

  /**
   * Makes sure that OpenCL can be called at all.
   *
   * @throws NoDeviceException if the binding or the OpenCL loader cannot be loaded
   */
  static void require() {
    if (TROUBLE != null) {
      throw new NoDeviceException(TROUBLE.message(), TROUBLE.cause());
    }
  }

  private static @Nullable Trouble load() {
    // By default JOCL loads whatever file of a fixed name lies in the shared temporary folder.
    if (System.getProperty("uniqueLibraryNames") == null) {
      System.setProperty("uniqueLibraryNames", "true");
    }
    if (LoaderSearch.certainlyMissing()) {
      return new Trouble(NO_LOADER, new UnsatisfiedLinkError("libOpenCL.so.1"));
    }
    try {
      Class.forName("org.jocl.CL");
      return null;
    } catch (LinkageError | ClassNotFoundException e) {
      return new Trouble(message(e), e);
    }
  }

  private static String message(Throwable trouble) {
    if (trouble instanceof ClassNotFoundException) {
      return "the OpenCL binding is not on the class path; add org.jocl:jocl:2.0.6";
    }
    if (String.valueOf(trouble.getMessage()).contains("Error while loading native library")) {
      return String.format(
          Locale.ROOT,
          "the OpenCL binding's native library for %s %s cannot be loaded from %s; point"
              + " -Djava.io.tmpdir at a writable folder that allows execution",
          System.getProperty("os.name"),
          System.getProperty("os.arch"),
          System.getProperty("java.io.tmpdir"));
    }
    return NO_LOADER;
  }
}
