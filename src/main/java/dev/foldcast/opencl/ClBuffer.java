package dev.foldcast.opencl;

import java.nio.ByteBuffer;
import org.jocl.CL;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of device memory, or host memory wrapped as one. It owns its memory: wrapped host memory
 * stays reachable until the buffer is released and no command uses it. Thread-safe.
 */
public final class ClBuffer implements AutoCloseable {
  final Scope scope;
  final Handle<cl_mem> handle;
  private final long bytes;
  private final boolean wrapped;
  private final boolean writable;
  private final int lead;
  private final @Nullable ByteBuffer shared;

  ClBuffer(
      Scope scope, Handle<cl_mem> handle, long bytes, boolean wrapped, boolean writable, int lead) {
    this(scope, handle, bytes, wrapped, writable, lead, null);
  }

  /** A buffer that the host shares. */
  ClBuffer(Scope scope, Handle<cl_mem> handle, ByteBuffer shared) {
    this(scope, handle, shared.capacity(), false, true, 0, shared);
  }

  private ClBuffer(
      Scope scope,
      Handle<cl_mem> handle,
      long bytes,
      boolean wrapped,
      boolean writable,
      int lead,
      @Nullable ByteBuffer shared) {
    this.lead = lead;
    this.shared = shared;
    this.scope = scope;
    this.handle = handle;
    this.bytes = bytes;
    this.wrapped = wrapped;
    this.writable = writable;
  }

  /** Its size in bytes, at least 1. */
  public long bytes() {
    return bytes;
  }

  /** Bytes before the memory that was asked for: see {@link ClSession#wrapInPlace}. */
  public int lead() {
    return lead;
  }

  /** Whether it is host memory. */
  public boolean wrapped() {
    return wrapped;
  }

  /** Whether commands may write to it. */
  public boolean writable() {
    return writable;
  }

  /**
   * The bytes of a buffer that the host shares, in native byte order: not while a command uses it,
   * nor after its closing.
   *
   * @throws IllegalStateException if it is not from {@link ClSession#allocateShared}
   */
  public ByteBuffer shared() {
    if (shared == null) {
      throw new IllegalStateException("the host does not share this buffer");
    }
    return shared;
  }

  /** Where the host memory begins that it wraps; 0 where it wraps none. */
  long hostAddress() {
    try (Operation op = scope.begin()) {
      cl_mem buffer = op.use(handle);
      return Query.single(
          scope.cl,
          "clGetMemObjectInfo",
          "CL_MEM_HOST_PTR",
          (size, at, needed) ->
              CL.clGetMemObjectInfo(buffer, CL.CL_MEM_HOST_PTR, size, at, needed));
    }
  }

  /** Waits for the commands that use it, and releases it. Idempotent. */
  @Override
  public void close() {
    scope.close(handle);
  }

  /**
   * Refuses what lies outside.
   *
   * @throws IndexOutOfBoundsException if {@code offset .. offset + length} is not inside
   */
  void checkRange(long offset, long length) {
    if (offset < 0 || length < 0 || length > bytes - offset) {
      throw new IndexOutOfBoundsException(
          length + " bytes at byte " + offset + " are not inside a buffer of " + bytes + " bytes");
    }
  }

  /**
   * Refuses to be written to where it must not.
   *
   * @throws IllegalArgumentException if it wraps memory that is only read
   */
  void checkWritable() {
    if (!writable) {
      throw new IllegalArgumentException("the buffer wraps host memory that is only read");
    }
  }
}
