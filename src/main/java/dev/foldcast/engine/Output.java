package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.plan.Target;
import java.nio.ByteBuffer;

/** Where the result of a run goes. */
sealed interface Output {
  /** What the plan must have been made for. */
  boolean suits(Target target);

  /** It stays on the device, in a buffer of the caller's. */
  record Onto(ClBuffer buffer) implements Output {
    @Override
    public boolean suits(Target target) {
      return target == Target.DEVICE;
    }
  }

  /** Into the remaining bytes of a direct buffer, which has just room for it. */
  record Into(ByteBuffer memory) implements Output {
    @Override
    public boolean suits(Target target) {
      return target == Target.MEMORY;
    }
  }

  /** Window by window to a sink. */
  record To(Sink sink) implements Output {
    @Override
    public boolean suits(Target target) {
      return target == Target.PIECES || target == Target.SEQUENCE;
    }
  }
}
