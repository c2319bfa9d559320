package dev.foldcast;

import dev.foldcast.array.Half;
import dev.foldcast.engine.Sink;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Plan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Results that need no device: without elements, or each the fold of no term. */
final class EmptyResult {
  private static final int WINDOW_BYTES = 1 << 20;

  private EmptyResult() {}

  /** Sends the result's bytes: sums of nothing are 0 and means of nothing NaN. */
  static void send(Plan plan, Sink sink) {
    ByteBuffer window = filled(plan, (int) Math.min(WINDOW_BYTES, plan.resultBytes()));
    long bytes = plan.resultBytes();
    for (long at = 0; at < bytes; at += WINDOW_BYTES) {
      sink.accept(at, window.duplicate().limit((int) Math.min(WINDOW_BYTES, bytes - at)));
    }
  }

  /** The result's bytes at once. */
  static ByteBuffer bytes(Plan plan) {
    return filled(plan, Math.toIntExact(plan.resultBytes()));
  }

  private static ByteBuffer filled(Plan plan, int bytes) {
    ByteBuffer window = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    if (bytes > 0
        && plan.operation() instanceof Operation.Reduce reduce
        && Double.isNaN(reduce.reducer().ofNothing())) {
      while (window.hasRemaining()) {
        switch (plan.resultType().component()) {
          case FLOAT16 -> window.putShort(Half.NAN);
          case FLOAT32 -> window.putFloat(Float.NaN);
          default -> window.putDouble(Double.NaN);
        }
      }
      window.flip();
    }
    return window;
  }
}
