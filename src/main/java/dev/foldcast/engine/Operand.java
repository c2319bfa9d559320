package dev.foldcast.engine;

import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Place;
import java.nio.ByteOrder;

/** Where the elements of one operand are. */
public sealed interface Operand {
  /** How an operation sees them: element indices count from the start of the operand's buffer. */
  OperandView view();

  /**
   * An array in host memory; its elements count from the lowest one.
   *
   * @param place whether windows of the memory can be used as they are
   */
  record OnHost(HostArray array, Place place) implements Operand {
    /** An array as it is. */
    public static OnHost of(HostArray array) {
      return new OnHost(array, isUsable(array) ? Place.SHARED : Place.HOST);
    }

    /**
     * Whether kernels can read its elements where they lie: {@code .npz} files keep no alignment.
     */
    private static boolean isUsable(HostArray array) {
      if (!array.memory().isShared() || array.shape().size() == 0) {
        return false;
      }
      int item = array.dtype().component().itemBytes();
      long first = array.layout().first() * array.dtype().itemBytes();
      return array.memory().window(first, item).alignmentOffset(0, item) == 0;
    }

    @Override
    public OperandView view() {
      Layout layout = array.layout();
      long first = layout.shape().size() == 0 ? layout.offset() : layout.first();
      boolean oneByte = array.dtype().component().itemBytes() == 1;
      boolean swapped = array.order() != ByteOrder.nativeOrder() && !oneByte;
      return new OperandView(array.dtype(), layout.shiftedBy(-first), swapped, place);
    }

    /** Byte of the array's memory at which its lowest element begins. */
    long firstByte() {
      return array.layout().first() * array.dtype().itemBytes();
    }
  }

  /** An array that an earlier operation left on the device. */
  record OnDevice(DeviceArray array) implements Operand {
    @Override
    public OperandView view() {
      return new OperandView(array.dtype(), array.layout(), false, Place.DEVICE);
    }
  }

  /** The result of a plan that has not run: for plans that build on it. */
  record Planned(OperandView view) implements Operand {}
}
