package dev.foldcast.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file {@code .NAME.foldcast-PID.tmp} beside a target NAME ({@code -PID-2} and so on where one
 * process has several). It is locked while it is written, so that processes of other PID namespaces
 * leave it alone, and it is removed when the process ends by itself, by Ctrl-C or by SIGTERM.
 */
final class TempFile {
  /** What {@link Path} names may have, less what goes around NAME. */
  private static final int LONGEST_NAME_BYTES = 210;

  /** The temps of this process that the shutdown hook has to remove. Guarded by the class. */
  private static final Set<Path> LIVE = new HashSet<>();

  private static boolean hooked;
  private static boolean ending;

  private final Path path;
  private final FileChannel channel;

  private TempFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** A new empty file that may be moved to {@code target}, which must not be a link. */
  static TempFile create(Path target) throws IOException {
    String prefix = prefix(target);
    Leftovers.remove(target.resolveSibling(prefix), TempFile::isLive);
    return create(target, prefix + ProcessHandle.current().pid());
  }

  private static synchronized TempFile create(Path target, String stem) throws IOException {
    hook();
    for (int number = 1; ; number++) {
      Path path = target.resolveSibling(stem + (number == 1 ? "" : "-" + number) + ".tmp");
      if (LIVE.contains(path)) {
        continue;
      }
      try {
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        LIVE.add(path);
        Leftovers.lock(channel);
        return new TempFile(path, channel);
      } catch (FileAlreadyExistsException e) {
        // Of a dead process that had our PID, or of a living one with the same PID elsewhere.
        if (!Leftovers.isLocked(path)) {
          Files.deleteIfExists(path);
          number--;
        }
      }
    }
  }

  /** {@code .NAME.foldcast-}, NAME cut where the file system would not take the whole. */
  private static String prefix(Path target) {
    String name = String.valueOf(target.getFileName());
    while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    return "." + name + ".foldcast-";
  }

  private static void hook() throws IOException {
    if (ending) {
      throw new IOException("the process is ending");
    }
    if (!hooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(TempFile::deleteAll, "foldcast-temps"));
      hooked = true;
    }
  }

  private static synchronized void deleteAll() {
    ending = true;
    List<Path> all = new ArrayList<>(LIVE);
    for (Path path : all) {
      delete(path);
    }
  }

  private static synchronized boolean isLive(Path path) {
    return LIVE.contains(path);
  }

  private static synchronized void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Nothing more can be done; the next output of this name removes it.
    }
    LIVE.remove(path);
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Puts the file, complete and closed, in the target's place in one step. */
  void moveTo(Path target) throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    synchronized (TempFile.class) {
      LIVE.remove(path);
    }
  }

  /** Closes and removes the file. */
  void delete() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is removed anyway.
    }
    delete(path);
  }
}
