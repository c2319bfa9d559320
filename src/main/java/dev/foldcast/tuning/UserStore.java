package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What {@code foldcast tune} has found on this computer: one file for each device, in the user's
 * cache folder. Several processes may read and write it at once: whoever writes holds a lock, and
 * moves the new file into place in one step. Nothing that happens to a file is an error; it costs
 * its entries, and one warning.
 */
public final class UserStore {
  /** No store of ours comes near. */
  private static final long LARGEST_BYTES = 32 << 20;

  /** Locks of files belong to the whole process: its threads take turns here. */
  private static final Object TURN = new Object();

  private final Path folder;

  /** The store below a cache folder, which need not exist. */
  public UserStore(Path cache) {
    folder = cache.resolve("tuning");
  }

  /** The file for a device. */
  public Path file(DeviceKey device) {
    return folder.resolve(device.file() + ".json");
  }

  /** What is known of a device. */
  public Stored read(DeviceKey device) {
    Path file = file(device);
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        return unreadable(file, "is too large");
      }
      return StoreText.read(file.toString(), Files.readString(file, UTF_8));
    } catch (NoSuchFileException e) {
      return Stored.NOTHING;
    } catch (CharacterCodingException e) {
      return salvaged(file);
    } catch (IOException e) {
      return unreadable(file, "cannot be read: " + reason(e));
    }
  }

  private static Stored salvaged(Path file) {
    try {
      return StoreText.read(file.toString(), new String(Files.readAllBytes(file), UTF_8));
    } catch (IOException e) {
      return unreadable(file, "cannot be read: " + reason(e));
    }
  }

  private static Stored unreadable(Path file, String trouble) {
    return new Stored(List.of(), List.of(), List.of(file + " " + trouble));
  }

  /**
   * Adds an entry in the place of an older one for the same operations and driver.
   *
   * @return warnings: what was damaged, or why nothing could be written
   */
  public List<String> put(Entry entry) {
    return update(
        entry.key().device(),
        old -> {
          List<Entry> entries = without(old.entries(), e -> replaces(entry.key(), e.key()));
          entries.add(entry);
          return new Stored(entries, old.rejected(), List.of());
        });
  }

  /** Adds a rejected configuration; returns warnings. */
  public List<String> put(Rejected rejected) {
    return update(
        rejected.key().device(),
        old -> {
          List<Rejected> all =
              without(
                  old.rejected(),
                  r ->
                      replaces(rejected.key(), r.key())
                          && r.configuration().equals(rejected.configuration()));
          all.add(rejected);
          return new Stored(old.entries(), all, List.of());
        });
  }

  /** Forgets what is known of the operations that match; returns warnings. */
  public List<String> forget(DeviceKey device, Predicate<Subject> which) {
    if (!Files.exists(file(device))) {
      return List.of();
    }
    return update(
        device,
        old ->
            new Stored(
                without(old.entries(), e -> which.test(e.key().subject())),
                without(old.rejected(), r -> which.test(r.key().subject())),
                List.of()));
  }

  private static boolean replaces(Key fresh, Key old) {
    return fresh.device().equals(old.device())
        && fresh.driver().equals(old.driver())
        && fresh.subject().equals(old.subject());
  }

  private static <T> List<T> without(List<T> all, Predicate<T> unwanted) {
    return new ArrayList<>(all.stream().filter(unwanted.negate()).toList());
  }

  private List<String> update(DeviceKey device, UnaryOperator<Stored> change) {
    Path file = file(device);
    List<String> warnings = new ArrayList<>();
    synchronized (TURN) {
      try {
        Files.createDirectories(folder);
        try (FileChannel lock = open(folder.resolve(".lock"))) {
          lock(lock); // until the channel is closed
          warnings.addAll(updateLocked(file, device, change));
        }
      } catch (IOException e) {
        warnings.add(file + " cannot be written: " + reason(e) + "; tuning is not kept");
      }
    }
    return warnings;
  }

  private List<String> updateLocked(Path file, DeviceKey device, UnaryOperator<Stored> change)
      throws IOException {
    Stored old = read(device);
    if (!old.warnings().isEmpty()) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    Stored fresh = change.apply(old);
    replace(file, StoreText.write(fresh.entries(), fresh.rejected()));
    return old.warnings();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Waits for a lock; some file systems have none. */
  private static void lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      // The move in one step still keeps files whole.
    }
  }

  /** Complete on the disk before it takes the other's place. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try (FileChannel channel = open(fresh)) {
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** What there is to say where the cache folder takes nothing. */
  static FormatException unwritable(Path file, IOException e) {
    String facts =
        "cannot be written ("
            + reason(e)
            + "); free some space, or set FOLDCAST_CACHE to a folder that can";
    return new FormatException(file.toString(), facts, e);
  }

  /** What an exception says went wrong, without the file's name. */
  static String reason(IOException e) {
    String text = e instanceof java.nio.file.FileSystemException f ? f.getReason() : e.getMessage();
    return text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
  }
}
