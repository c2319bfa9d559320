package dev.foldcast.io;

import dev.foldcast.array.RunCopy;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** How runs of a file's bytes get into a buffer. Thread-safe. */
interface FileGather {
  void run(FileChannel channel, RunCopy copy) throws IOException;
}
