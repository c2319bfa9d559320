package dev.foldcast.engine;

import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.plan.OperandView;
import java.nio.ByteOrder;

/** Where the elements of one operand are. */
public sealed interface Operand {
  /** How an operation sees them: element indices count from the start of the operand's buffer. */
  OperandView view();

  /**
   * An array in host memory; its bytes from the lowest to the highest element become the buffer.
   */
  record OnHost(HostArray array) implements Operand {
    @Override
    public OperandView view() {
      Layout layout = array.layout();
      long first = layout.shape().size() == 0 ? layout.offset() : layout.first();
      return new OperandView(
          array.dtype(), layout.shiftedBy(-first), array.order() != ByteOrder.nativeOrder());
    }

    /** First byte of the buffer in the array's memory. */
    long firstByte() {
      return array.layout().first() * array.dtype().itemBytes();
    }

    /** Bytes of the buffer. */
    long bytes() {
      long elements = array.layout().last() - array.layout().first() + 1;
      return elements * array.dtype().itemBytes();
    }
  }

  /** An array that an earlier operation left on the device. */
  record OnDevice(DeviceArray array) implements Operand {
    @Override
    public OperandView view() {
      return new OperandView(array.dtype(), array.layout(), false);
    }
  }

  /** The result of a plan that has not run: for plans that build on it. */
  record Planned(OperandView view) implements Operand {}
}
