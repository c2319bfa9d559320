package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of events, one JSON object a line, that is only ever added to. A line is one write, so
 * that it is in the file when the call returns, whatever becomes of the process, and lines of two
 * processes do not mix.
 */
final class Journal implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  /**
   * The journal in a file, which is made if there is none.
   *
   * @throws FormatException if it cannot be written, as {@link #add} does
   */
  Journal(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw UserStore.unwritable(file, e);
    }
  }

  private static FormatException unreadable(Path file, IOException e) {
    String facts = "cannot be read (" + UserStore.reason(e) + "); make it readable or remove it";
    return new FormatException(file.toString(), facts, e);
  }

  /** An event of that name, to add fields to. */
  static ObjectNode event(String name) {
    return JsonNodeFactory.instance.objectNode().put("event", name);
  }

  void add(ObjectNode event) {
    try {
      ByteBuffer line = ByteBuffer.wrap((event + "\n").getBytes(UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw UserStore.unwritable(file, e);
    }
  }

  /** Every event of a file; none where there is no file. Lines that make no sense are left out. */
  static List<JsonNode> read(Path file) {
    try {
      List<JsonNode> events = new ArrayList<>();
      for (String line : new String(Files.readAllBytes(file), UTF_8).lines().toList()) {
        JsonNode event = parsed(line);
        if (event != null) {
          events.add(event);
        }
      }
      return events;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Replaces a file by one with these events, in one step. */
  static void rewrite(Path file, List<JsonNode> events) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName());
    String text = events.stream().map(event -> event + "\n").collect(Collectors.joining());
    Files.writeString(fresh, text, UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static @Nullable JsonNode parsed(String line) {
    try {
      JsonNode event = JsonText.parse(line);
      return event != null && event.isObject() ? event : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what is added to a journal. */
  static final class Tail implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final StringBuilder partial = new StringBuilder();
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    /** What is added from now on. */
    Tail(Path file) {
      this.file = file;
      try {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(channel.size());
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    /** The events that have been completed since the last call. */
    List<JsonNode> poll() {
      List<JsonNode> events = new ArrayList<>();
      try {
        for (int read = channel.read(bytes.clear()); read > 0; read = channel.read(bytes.clear())) {
          partial.append(UTF_8.decode(bytes.flip())); // events are ASCII but for names
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
      for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
        JsonNode event = parsed(partial.substring(0, end));
        partial.delete(0, end + 1);
        if (event != null) {
          events.add(event);
        }
      }
      return events;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
