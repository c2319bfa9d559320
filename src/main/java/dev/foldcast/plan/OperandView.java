package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import org.jspecify.annotations.Nullable;

/**
 * How an operation sees the elements of one operand.
 *
 * @param dtype their type
 * @param layout where they lie, in elements from the start of the operand's buffer
 * @param swapped whether their bytes are in the other order than the device's
 * @param place where they are before the operation
 */
public record OperandView(DType dtype, Layout layout, boolean swapped, Place place) {
  /** Written out: see {@link Operation#equals}. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OperandView o
        && dtype == o.dtype
        && layout.equals(o.layout)
        && swapped == o.swapped
        && place == o.place;
  }

  @Override
  public int hashCode() {
    return 31 * layout.hashCode() + dtype.hashCode();
  }
}
