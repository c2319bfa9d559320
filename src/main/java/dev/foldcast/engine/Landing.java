package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.plan.Window;

/** Receives the results of windows. */
interface Landing extends AutoCloseable {
  /** The buffer that a window's kernels write to; the same for all windows of the same results. */
  ClBuffer bufferFor(Window window);

  /**
   * A window's results are complete after a kernel.
   *
   * @param kernel the last one, which has been enqueued
   */
  void completed(Window window, Done kernel);

  /** Waits until everything has arrived. */
  void finish();

  /** Lets go of what it holds, after the kernels that use it. */
  @Override
  void close();
}
