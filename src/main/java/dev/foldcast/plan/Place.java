package dev.foldcast.plan;

/** Where the elements of an operand are before an operation. */
public enum Place {
  /** In a buffer of the device. */
  DEVICE,
  /** In host memory that a device which shares memory with the host can use as it is. */
  SHARED,
  /** In host memory, or a file, from which they must be copied. */
  HOST
}
