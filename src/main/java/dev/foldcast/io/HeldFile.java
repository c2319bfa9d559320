package dev.foldcast.io;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;

/**
 * A file that only an open channel leads to: it has no name any more, or none that we know. NIO
 * closes a channel whose thread is interrupted, and this one could not be opened again, so work is
 * done on threads that nobody interrupts.
 */
record HeldFile(FileChannel channel, String name) implements FileSource {
  @Override
  public <T> T read(long end, Work<T> work) throws IOException {
    try {
      return Uninterrupted.apart(
          () -> {
            IoErrors.refuseCut(name, channel.size(), end);
            return work.run(channel);
          });
    } finally {
      // Whoever closes the channel when this object is gone must wait for the work.
      Reference.reachabilityFence(this);
    }
  }
}
