package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.plan.Box;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A place for one operand's part of a window, filled again when no kernel reads it any more. */
final class Slot {
  /** What it holds; null before the first time. */
  @Nullable Box box;

  @Nullable ClBuffer buffer;

  /** Host memory that was packed into, which the buffer may wrap. */
  @Nullable ByteBuffer staging;

  private @Nullable Done lastUse;

  /** A kernel reads it. */
  synchronized void usedBy(Done kernel) {
    lastUse = kernel;
  }

  /** Waits for the kernels that read it. */
  void awaitUnused() {
    Done use;
    synchronized (this) {
      use = lastUse;
    }
    if (use != null) {
      use.await();
    }
  }
}
