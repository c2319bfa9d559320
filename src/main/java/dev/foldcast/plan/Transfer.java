package dev.foldcast.plan;

/** How an operand's part in a window reaches the device. */
public enum Transfer {
  /** It is there. */
  NONE,
  /** Host memory, from the lowest to the highest element, is used where it is. */
  WRAP,
  /** Host memory, from the lowest to the highest element, is copied as it is. */
  SEND,
  /** Its elements are copied one behind the other, without what lies between them. */
  PACK
}
