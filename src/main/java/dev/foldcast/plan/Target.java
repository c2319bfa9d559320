package dev.foldcast.plan;

/** Where the result of an operation goes. */
public enum Target {
  /** It stays on the device, whole. */
  DEVICE,
  /** Into one host buffer. */
  MEMORY,
  /** To something that takes pieces of it in any order: a file. */
  PIECES,
  /** To something that takes it from front to back: a stream. */
  SEQUENCE;

  /** Whether it is handed on window by window, and need not fit anywhere whole. */
  boolean streams() {
    return this == PIECES || this == SEQUENCE;
  }
}
