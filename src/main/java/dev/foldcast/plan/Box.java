package dev.foldcast.plan;

import dev.foldcast.array.Runs;
import org.jspecify.annotations.Nullable;

/**
 * The part of one operand that a window needs; equal boxes hold the same bytes. Immutable.
 *
 * @param transfer how it reaches the device
 * @param runs bytes of the operand, counted from its lowest element: one run unless it is packed,
 *     none where it is on the device
 */
public record Box(Transfer transfer, Runs runs) {
  /** Written out: see {@link Operation#equals}. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Box o && transfer == o.transfer && runs.equals(o.runs);
  }

  @Override
  public int hashCode() {
    return runs.hashCode();
  }

  /** Bytes that it has on the device. */
  public long bytes() {
    return runs.totalBytes();
  }
}
