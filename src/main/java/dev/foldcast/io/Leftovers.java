package dev.foldcast.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Removes the temporary files that killed processes left beside an output. A file is left over if
 * no living process has the PID in its name and nobody holds a lock on it.
 */
final class Leftovers {
  private static final Pattern SUFFIX = Pattern.compile("(\\d{1,18})(-\\d+)?\\.tmp");

  /** The folder listed last, and when it may be listed again. */
  private record Listed(Path folder, long againNanos) {}

  private static volatile @Nullable Listed listed;

  /** Listing fewer costs less than a millisecond. */
  private static final int MANY_FILES = 1000;

  private Leftovers() {}

  /**
   * Removes what is left over and can be removed. A folder of many files is listed again only after
   * twenty times as long as that took: whoever writes thousands of files into it must not list it
   * for each.
   *
   * @param prefix the path of the files up to the PID
   * @param ours whether a file belongs to this process; such a file is not even looked into, since
   *     closing it would give up its lock
   */
  static void remove(Path prefix, Predicate<Path> ours) {
    String start = String.valueOf(prefix.getFileName());
    Path folder = prefix.toAbsolutePath().resolveSibling("");
    long begin = System.nanoTime();
    Listed last = listed;
    if (last != null && last.folder.equals(folder) && begin - last.againNanos < 0) {
      return;
    }
    int files = removeFrom(folder, start, ours);
    long end = System.nanoTime();
    listed = files < MANY_FILES ? null : new Listed(folder, end + 20 * (end - begin));
  }

  /** Removes, and counts the files of the folder. */
  private static int removeFrom(Path folder, String start, Predicate<Path> ours) {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        count++;
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(start) && isDead(name.substring(start.length()), file, ours)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A leftover does no harm, and the folder may be write-only.
    }
    return count;
  }

  private static boolean isDead(String suffix, Path file, Predicate<Path> ours) {
    Matcher pid = SUFFIX.matcher(suffix);
    return pid.matches()
        && !isAlive(Long.parseLong(pid.group(1)))
        && !ours.test(file)
        && !isLocked(file);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Marks a file as being written. Some file systems cannot; then the PID alone decides. */
  static void lock(FileChannel channel) {
    try {
      channel.tryLock();
    } catch (IOException e) {
      // Not on this file system.
    }
  }

  /** Whether another process holds the lock. */
  static boolean isLocked(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
