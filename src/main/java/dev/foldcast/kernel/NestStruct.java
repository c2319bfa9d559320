package dev.foldcast.kernel;

import dev.foldcast.plan.Loop;
import dev.foldcast.plan.Nest;
import dev.foldcast.plan.ProgramSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The {@code Nest} struct of {@code nest.cl} as bytes. */
final class NestStruct {
  private NestStruct() {}

  /**
   * The bytes.
   *
   * @param leads elements of each operand's buffer that come before those of the nest
   */
  static ByteBuffer of(Nest nest, ProgramSpec spec, List<Long> leads) {
    int dims = spec.dims();
    if (nest.kept().size() > dims || nest.reduced().size() > dims) {
      throw new IllegalStateException("nest of more than " + dims + " axes");
    }
    // Only a buffer needs memory that a device can use; such memory takes long to make.
    ByteBuffer bytes =
        spec.nestInMemory()
            ? ByteBuffer.allocateDirect(spec.nestBytes())
            : ByteBuffer.allocate(spec.nestBytes());
    bytes.order(ByteOrder.nativeOrder());
    bytes.putLong(nest.kept().size());
    bytes.putLong(nest.reduced().size());
    for (int k = 0; k < nest.operands(); k++) {
      bytes.putLong(nest.offsets().get(k) + leads.get(k));
    }
    bytes.putLong(nest.outOffset());
    putExtents(bytes, nest.kept(), dims);
    putExtents(bytes, nest.reduced(), dims);
    for (int d = 0; d < dims; d++) {
      bytes.putLong(d < nest.kept().size() ? nest.kept().get(d).outStride() : 0);
    }
    putStrides(bytes, nest.kept(), nest.operands(), dims);
    putStrides(bytes, nest.reduced(), nest.operands(), dims);
    return bytes.flip();
  }

  private static void putExtents(ByteBuffer bytes, List<Loop> loops, int dims) {
    for (int d = 0; d < dims; d++) {
      bytes.putLong(d < loops.size() ? loops.get(d).extent() : 0);
    }
  }

  private static void putStrides(ByteBuffer bytes, List<Loop> loops, int operands, int dims) {
    for (int k = 0; k < operands; k++) {
      for (int d = 0; d < dims; d++) {
        bytes.putLong(d < loops.size() ? loops.get(d).stride(k) : 0);
      }
    }
  }
}
