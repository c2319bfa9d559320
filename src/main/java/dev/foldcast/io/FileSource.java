package dev.foldcast.io;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file that can be read again and again by any number of threads, whatever interrupts them. */
interface FileSource {
  /** Work that can be done again from the start. It reads at positions that it names itself. */
  @FunctionalInterface
  interface Work<T> {
    T run(FileChannel channel) throws IOException;
  }

  /** What the user calls the file, for messages. */
  String name();

  /**
   * Works on the file.
   *
   * @param end bytes that the file must have
   * @throws dev.foldcast.error.FormatException if it has fewer, or is another file than it was
   */
  <T> T read(long end, Work<T> work) throws IOException;
}
