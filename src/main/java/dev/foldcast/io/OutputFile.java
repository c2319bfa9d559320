package dev.foldcast.io;

import dev.foldcast.error.ClosedException;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One output, all or nothing. What is written goes to a temporary file beside the target; {@link
 * #commit} moves it into place in one step, and {@link #close} without a commit, an error, Ctrl-C
 * or a killed process leave what was there before. A pipe, a device or a stream gets the bytes as
 * they come.
 *
 * <p>For one thread. Interrupting it makes the output fail.
 */
public final class OutputFile implements AutoCloseable {
  /** Longest write of a heap buffer, of which the JVM makes a native copy: 1 MiB. */
  private static final int HEAP_CHUNK_BYTES = 1 << 20;

  private final String name;
  private final WritableByteChannel channel;
  private final @Nullable TempFile temp;
  private final @Nullable Path place;
  private final boolean ownsChannel;
  private long writtenBytes;
  private boolean closed;

  private OutputFile(
      String name,
      WritableByteChannel channel,
      @Nullable TempFile temp,
      @Nullable Path place,
      boolean ownsChannel) {
    this.name = name;
    this.channel = channel;
    this.temp = temp;
    this.place = place;
    this.ownsChannel = ownsChannel;
  }

  /**
   * Begins an output and finds out at once whether it can be written. A symbolic link stands for
   * the file that it points to; an existing file keeps its mode. Temporary files that killed
   * processes left for this target are removed. Opening a FIFO waits for its reader.
   *
   * @throws FormatException if the folder is missing, the target is a folder, or there is no
   *     permission
   */
  public static OutputFile create(Path target) {
    String name = target.toString();
    try {
      OutputPlace place = OutputPlace.of(target);
      if (place.isStream()) {
        return new OutputFile(name, place.openStream(), null, null, true);
      }
      TempFile temp = place.createTemp();
      return new OutputFile(name, temp.channel(), temp, place.path(), true);
    } catch (IOException e) {
      throw IoErrors.unwritable(name, e);
    }
  }

  /**
   * An output to a stream, for example standard output. The stream stays open.
   *
   * @param channel blocking
   * @param name what messages call it
   */
  public static OutputFile toStream(WritableByteChannel channel, String name) {
    return new OutputFile(name, channel, null, null, false);
  }

  /**
   * Writes all remaining bytes.
   *
   * @throws FormatException if the disk is full, the reader of a pipe is gone, or the like; the
   *     output has then failed and is closed
   * @throws ClosedException after a commit, a failure or {@link #close}
   */
  public void write(ByteBuffer bytes) {
    refuseIfClosed();
    try {
      while (bytes.hasRemaining()) {
        writtenBytes += bytes.isDirect() ? channel.write(bytes) : writeChunk(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Writes all remaining bytes at a place of its own choice; {@link #isSeekable} outputs only.
   *
   * @param position bytes from the beginning of the output
   */
  public void write(ByteBuffer bytes, long position) {
    refuseIfClosed();
    if (!(channel instanceof FileChannel file) || !isSeekable()) {
      throw new IllegalStateException(name + " is a stream: it is written from front to end");
    }
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        int written = file.write(bytes, at);
        at += written;
        writtenBytes += written;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether bytes may be written in any order: not to a pipe, a device or a stream. */
  public boolean isSeekable() {
    return temp != null;
  }

  private int writeChunk(ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    try {
      bytes.limit(Math.min(end, bytes.position() + HEAP_CHUNK_BYTES));
      return channel.write(bytes);
    } finally {
      bytes.limit(end);
    }
  }

  /**
   * Ends the output: the target is now what was written.
   *
   * @throws FormatException if that fails; the target is then as before
   * @throws ClosedException after a commit, a failure or {@link #close}
   */
  public void commit() {
    refuseIfClosed();
    try {
      if (ownsChannel) {
        channel.close();
      }
      if (temp != null && place != null) {
        temp.moveTo(place);
      }
      closed = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Whether an output failed because nobody reads its pipe any more: for stdout that is no error.
   */
  public static boolean readerIsGone(FormatException failure) {
    return failure.getCause() instanceof IOException cause
        && IoErrors.reason(cause).toLowerCase(Locale.ROOT).contains("broken pipe");
  }

  /** Bytes written so far. */
  public long writtenBytes() {
    return writtenBytes;
  }

  /** Gives the output up unless it is committed: removes the temporary file. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (temp != null) {
      temp.delete();
    } else if (ownsChannel) {
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException e) {
      // What a pipe or a device has got cannot be taken back.
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("the output " + name);
    }
  }

  private FormatException failed(IOException cause) {
    close();
    return IoErrors.unfinished(name, writtenBytes, temp != null, cause);
  }
}
