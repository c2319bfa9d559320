package dev.foldcast.engine;

import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Direct host buffers, kept from one operation to the next: fresh ones cost a page fault for each
 * of their pages. Thread-safe.
 */
final class Staging {
  /** Drivers use memory in place if it is aligned so. */
  private static final int ALIGNMENT = 4096;

  private final long mostIdleBytes;
  private final List<ByteBuffer> idle = new ArrayList<>();
  private long idleBytes;

  /**
   * @param mostIdleBytes kept at most
   */
  Staging(long mostIdleBytes) {
    this.mostIdleBytes = mostIdleBytes;
  }

  /** A buffer of at least so many bytes, in native byte order. */
  ByteBuffer take(long bytes) {
    if (bytes > Integer.MAX_VALUE - 2L * ALIGNMENT) {
      throw noMemory(bytes);
    }
    int whole = (int) ((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    synchronized (this) {
      for (int i = 0; i < idle.size(); i++) {
        int capacity = idle.get(i).capacity();
        if (capacity >= whole && capacity / 2 <= whole) {
          idleBytes -= capacity;
          return idle.remove(i).clear();
        }
      }
    }
    return allocate(whole);
  }

  /** Fresh memory, of whole pages. */
  private static ByteBuffer allocate(int bytes) {
    try {
      return ByteBuffer.allocateDirect(bytes + ALIGNMENT)
          .alignedSlice(ALIGNMENT)
          .order(ByteOrder.nativeOrder());
    } catch (OutOfMemoryError e) {
      throw noMemory(bytes);
    }
  }

  private static MemoryException noMemory(long bytes) {
    return new MemoryException(
        String.format(
                Locale.ROOT,
                "no host memory for a window of %d bytes; use smaller ones (--memory), or raise",
                bytes)
            + " -XX:MaxDirectMemorySize",
        bytes,
        Runtime.getRuntime().maxMemory());
  }

  /** Takes a buffer back; nobody uses it any more. */
  synchronized void give(ByteBuffer buffer) {
    idle.add(buffer);
    idleBytes += buffer.capacity();
    while (idleBytes > mostIdleBytes) {
      idleBytes -= idle.remove(0).capacity();
    }
  }
}
