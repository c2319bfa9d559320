package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DirectMemory;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.engine.Engine;
import dev.foldcast.engine.Operand;
import dev.foldcast.error.ExpressionException;
import dev.foldcast.error.ShapeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Locale;

/**
 * Memory of the caller's that a result is computed into. Immutable.
 *
 * @param bytes just the result's, from position 0
 * @param layout of the result's elements in them
 */
record OutputMemory(ByteBuffer bytes, Layout layout) {
  /**
   * The bytes of a buffer from its position to its limit.
   *
   * @throws ExpressionException if {@code dtype} is not the result's
   * @throws ShapeException if the layout is not the result's shape in C or F order, or the buffer
   *     has more or fewer bytes
   * @throws ReadOnlyBufferException if the buffer is read-only
   */
  static OutputMemory of(Node result, ByteBuffer buffer, DType dtype, Layout layout) {
    if (dtype != result.dtype()) {
      throw new ExpressionException(
          String.format(
              Locale.ROOT,
              "the result is %s and the output %s; convert it with as(DType.%s)",
              result.dtype(),
              dtype,
              dtype.name()));
    }
    boolean dense = layout.offset() == 0 && (layout.isC() || layout.isF());
    if (!layout.shape().equals(result.shape()) || !dense) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "the result has shape %s and the output %s; give it that shape in C or F order",
              result.shape(),
              layout));
    }
    long bytes = result.shape().bytes(dtype);
    if (buffer.remaining() != bytes) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "the result has %d bytes and the output %d; slice the buffer",
              bytes,
              buffer.remaining()));
    }
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (buffer.order() != ByteOrder.nativeOrder() && dtype.component().itemBytes() > 1) {
      throw new IllegalArgumentException(
          "results are in native byte order and the output is not: order(ByteOrder.nativeOrder())");
    }
    return new OutputMemory(buffer.slice().order(ByteOrder.nativeOrder()), layout);
  }

  /** Whether kernels may write to it while they read the operands. */
  boolean isUsable(DType dtype, List<Operand> operands, Engine engine) {
    int item = dtype.component().itemBytes();
    if (!bytes.isDirect() || !bytes.hasRemaining() || bytes.alignmentOffset(0, item) != 0) {
      return false;
    }
    long begin = engine.addressOf(bytes);
    return operands.stream().noneMatch(operand -> overlaps(operand, begin, engine));
  }

  private boolean overlaps(Operand operand, long begin, Engine engine) {
    if (!(operand instanceof Operand.OnHost host)) {
      return false; // on the device
    }
    HostArray array = host.array();
    if (array.shape().size() == 0 || !(array.memory() instanceof DirectMemory)) {
      return false;
    }
    int item = array.dtype().itemBytes();
    long first = array.layout().first() * item;
    long length = array.layout().last() * item + item - first;
    long other = engine.addressOf(array.memory().window(first, length));
    return other < begin + bytes.remaining() && begin < other + length;
  }
}
