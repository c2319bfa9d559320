package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Foldcast;
import dev.foldcast.Options;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What commands of one process share: opened devices, the raw standard streams, and in a batch the
 * answer to the current line. For one thread.
 */
final class Session implements AutoCloseable {
  /** Devices kept open at once: a batch seldom alternates between more options. */
  private static final int MOST_OPEN = 8;

  private final InputStream in;
  private final WritableByteChannel out;
  private final Map<Options, Foldcast> opened = new LinkedHashMap<>(8, 0.75f, true);
  private final Set<String> noted = new HashSet<>();
  private final boolean batch;
  private final @Nullable String device;
  private final @Nullable Ahead ahead;
  private @Nullable ObjectNode answer;

  private Session(
      InputStream in,
      WritableByteChannel out,
      boolean batch,
      @Nullable String device,
      @Nullable Ahead ahead) {
    this.ahead = ahead;
    this.in = in;
    this.out = out;
    this.batch = batch;
    this.device = device;
  }

  /** A session with the given standard streams. */
  static Session of(InputStream in, WritableByteChannel out) {
    return new Session(in, out, false, null, null);
  }

  /**
   * A session with the standard streams of this process.
   *
   * @param ahead may have opened the device; the caller closes it after the session
   */
  @SuppressWarnings("resource") // standard streams stay open
  static Session ofProcess(Ahead ahead) {
    // Not System.in, which reads ahead: what follows an array belongs to the next process.
    return new Session(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out).getChannel(),
        false,
        null,
        ahead);
  }

  /**
   * A session in which each command leaves its answer and the standard streams are taken.
   *
   * @param device of commands that name none
   */
  Session forBatch(@Nullable String device) {
    return new Session(in, out, true, device, null);
  }

  /** The device that a command asks for, or null. */
  @Nullable String device(DeviceOptions options) {
    return options.device == null ? device : options.device;
  }

  /** The device for these options, opened at their first use and kept open. */
  Foldcast open(Options options) {
    Foldcast known = opened.get(options);
    if (known != null) {
      return known;
    }
    if (opened.size() == MOST_OPEN) {
      Options oldest = opened.keySet().iterator().next();
      Foldcast unused = opened.remove(oldest);
      if (unused != null) {
        unused.close();
      }
    }
    Foldcast early = ahead == null ? null : ahead.take(options);
    Foldcast fresh = early == null ? Foldcast.open(options) : early;
    opened.put(options, fresh);
    return fresh;
  }

  /** Notes that have not been given before in this session. */
  List<String> newNotes(Foldcast foldcast) {
    return foldcast.notes().stream().filter(noted::add).toList();
  }

  InputStream in() {
    return in;
  }

  /** Standard output for bytes; text goes through the command line's own writer. */
  WritableByteChannel out() {
    return out;
  }

  /** Whether commands must leave their answer here instead of printing it. */
  boolean isBatch() {
    return batch;
  }

  void answer(ObjectNode fields) {
    answer = fields;
  }

  /** The answer of the last command, once. */
  @Nullable ObjectNode takeAnswer() {
    ObjectNode taken = answer;
    answer = null;
    return taken;
  }

  @Override
  public void close() {
    opened.values().forEach(Foldcast::close);
    opened.clear();
  }
}
