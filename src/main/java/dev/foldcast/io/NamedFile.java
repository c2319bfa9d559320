package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that has a name. Each piece of work opens it for itself and closes it again, so nothing
 * has to be closed, and a thread interrupt breaks nobody else's work.
 *
 * @param key what tells this file from another one of the same name, where the system has it
 */
record NamedFile(Path file, String name, @Nullable Object key) implements FileSource {
  @Override
  public <T> T read(long end, Work<T> work) throws IOException {
    return Uninterrupted.call(() -> open(end, work));
  }

  private <T> T open(long end, Work<T> work) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // After the open: if the name still means the old file, the channel has the old file.
      if (!Objects.equals(Files.readAttributes(file, BasicFileAttributes.class).fileKey(), key)) {
        throw new FormatException(
            name, "another file has this name since it was opened; open it again");
      }
      IoErrors.refuseCut(name, channel.size(), end);
      return work.run(channel);
    }
  }
}
