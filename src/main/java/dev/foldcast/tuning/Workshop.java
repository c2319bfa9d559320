package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.error.FormatException;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Configuration;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one device is tuned: the journal of its searches, the processes that measure, and a lock,
 * because two tuners at once would measure each other. The lock ends with its process, however that
 * ends.
 */
final class Workshop implements AutoCloseable {
  /** More verify no faster: memory is what they wait for then. */
  private static final int MOST_PROCESSES = 4;

  private final Path folder;
  private final FileChannel lock;
  private final Path file;
  private final Journal journal;
  private final List<Sandbox> sandboxes = new ArrayList<>();

  private Workshop(Path folder, DeviceInfo device, FileChannel lock) throws IOException {
    this.folder = folder;
    this.lock = lock;
    file = journal(folder, DeviceKey.of(device));
    compact(file);
    journal = new Journal(file);
    int processes = Math.min(MOST_PROCESSES, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < processes; i++) {
      sandboxes.add(new Sandbox(ChildCommand.of(folder, "measuring-" + i, device.address()), file));
    }
  }

  /** The journal of a device's searches. */
  static Path journal(Path folder, DeviceKey device) {
    return folder.resolve(device.file() + ".journal");
  }

  /**
   * Begins to tune a device.
   *
   * @throws FormatException if another process does so, or nothing can be written
   */
  static Workshop open(Path folder, DeviceInfo device) {
    Path file = folder.resolve(DeviceKey.of(device).file() + ".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (tryLock(channel) == null) {
          throw new FormatException(
              file.toString(), "another process tunes this device; wait for it or stop it");
        }
        return new Workshop(folder, device, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw UserStore.unwritable(file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process
    }
  }

  /** Of each key only the last search is of any use. */
  private static void compact(Path file) throws IOException {
    Map<Key, List<JsonNode>> last = new LinkedHashMap<>();
    List<JsonNode> current = new ArrayList<>();
    int searches = 0;
    for (JsonNode event : Journal.read(file)) {
      if (event.path("event").asText().equals("search")) {
        current = new ArrayList<>();
        Key key = RecordedSearch.keyOf(event);
        if (key != null) {
          last.remove(key); // its place is that of the new one
          last.put(key, current);
        }
        searches++;
      }
      current.add(event);
    }
    if (last.size() < searches) {
      Journal.rewrite(file, last.values().stream().flatMap(List::stream).toList());
    }
  }

  /** The process that measures. */
  Sandbox sandbox() {
    return sandboxes.get(0);
  }

  /** All processes: the one that measures, and those that only verify. */
  List<Sandbox> sandboxes() {
    return sandboxes;
  }

  /**
   * Begins a search, or goes on with the one that was broken off.
   *
   * @param bad candidates that are known to fail
   * @return what is known of it
   */
  RecordedSearch begin(
      Key key,
      Trial trial,
      String work,
      long bytes,
      List<Configuration> candidates,
      Map<Integer, Ran> bad) {
    RecordedSearch past = brokenOff(key, trial, candidates);
    if (past == null) {
      journal.add(RecordedSearch.begin(key, trial, work, bytes, candidates));
      return new RecordedSearch(
          key, trial, work, bytes, candidates, bad, List.of(), List.of(), List.of(), null);
    }
    journal.add(Journal.event("resumed"));
    Map<Integer, Ran> verified = new TreeMap<>(past.verified());
    verified.putAll(bad);
    return new RecordedSearch(
        key,
        trial,
        work,
        bytes,
        candidates,
        verified,
        past.rounds(),
        past.pairs(),
        past.unfinished(),
        null);
  }

  private @Nullable RecordedSearch brokenOff(Key key, Trial trial, List<Configuration> candidates) {
    List<RecordedSearch> all = RecordedSearch.all(Journal.read(file));
    RecordedSearch last = all.isEmpty() ? null : all.get(all.size() - 1);
    boolean same =
        last != null
            && last.entry() == null
            && last.key().equals(key)
            && last.trial().equals(trial)
            && last.candidates().equals(candidates);
    return same ? last : null;
  }

  /** Ends a search. */
  void end(Entry entry) {
    journal.add(RecordedSearch.end(entry));
    if (sandboxes.stream().anyMatch(Sandbox::hasLost)) {
      // What the compiler of a process that died has left may be damaged.
      sandboxes.forEach(Sandbox::stop);
      ChildCommand.forgetPrograms(folder);
    }
  }

  @Override
  public void close() {
    sandboxes.forEach(Sandbox::close);
    journal.close();
    try {
      lock.close();
    } catch (IOException e) {
      // It ends with the process.
    }
  }
}
