package dev.foldcast.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A folder of programs' binaries, for several processes at once. Nothing that happens to it is an
 * error: what cannot be read is not there, and what cannot be written is not kept. A file is
 * complete when it gets its name, and the oldest go where all together would be too large.
 */
final class BinaryFolder {
  /** Most bytes of all files together: more than a hundred programs. */
  static final long MOST_BYTES = 64L << 20;

  /** Most bytes of one file; no program of ours comes near. */
  static final long LARGEST_FILE = 16L << 20;

  /** Temporary files of this age have no process left that would complete them. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private static final String SUFFIX = ".bin";

  private final Path folder;
  private final long mostBytes;

  BinaryFolder(Path folder) {
    this(folder, MOST_BYTES);
  }

  BinaryFolder(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** What is kept for a key, or null; whoever asks makes it young again. */
  @Nullable BinaryFile find(byte[] key) {
    Path file = file(key);
    try {
      if (Files.size(file) > LARGEST_FILE) {
        return null;
      }
      BinaryFile found = BinaryFile.read(Files.readAllBytes(file), key);
      if (found != null) {
        rejuvenate(file);
      }
      return found;
    } catch (IOException e) {
      return null;
    }
  }

  private static void rejuvenate(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // It may be read all the same.
    }
  }

  /** Keeps a binary in the place of what was kept for the key. */
  void put(byte[] key, BinaryFile kept) {
    byte[] bytes = kept.bytes(key);
    if (bytes.length > Math.min(LARGEST_FILE, mostBytes)) {
      return;
    }
    try {
      Files.createDirectories(folder);
      makeRoom(bytes.length);
      replace(file(key), bytes);
    } catch (IOException e) {
      // The next process builds it again.
    }
  }

  private void replace(Path file, byte[] bytes) throws IOException {
    String unique = "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tmp";
    Path fresh = file.resolveSibling(file.getFileName() + unique);
    try {
      Files.write(fresh, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Removes the oldest until so many bytes more fit, and what dead processes left. */
  private void makeRoom(long bytes) throws IOException {
    List<Aged> all = new ArrayList<>();
    Instant forgotten = Instant.now().minus(FORGOTTEN);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (file.toString().endsWith(SUFFIX)) {
          all.add(new Aged(file, facts.size(), facts.lastModifiedTime()));
        } else if (facts.lastModifiedTime().toInstant().isBefore(forgotten)) {
          Files.deleteIfExists(file);
        }
      }
    }
    all.sort(Comparator.comparing(Aged::used));
    long sum = bytes + all.stream().mapToLong(Aged::bytes).sum();
    for (Aged file : all) {
      if (sum <= mostBytes) {
        return;
      }
      Files.deleteIfExists(file.path());
      sum -= file.bytes();
    }
  }

  private record Aged(Path path, long bytes, FileTime used) {}

  /**
   * The file for a key. Two keys that share a name take turns: the file itself says whose it is.
   */
  private Path file(byte[] key) {
    CRC32 high = new CRC32();
    CRC32C low = new CRC32C();
    high.update(key);
    low.update(key);
    String name = Long.toHexString(high.getValue() << Integer.SIZE | low.getValue());
    return folder.resolve(name + SUFFIX);
  }
}
