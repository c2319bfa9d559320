package dev.foldcast.kernel;

import java.nio.ByteBuffer;

/** One argument of a kernel, in the kernel's order. */
public sealed interface Argument {
  /** The buffer of operand {@code index}. */
  record Operand(int index) implements Argument {}

  /** A buffer of the plan's own. */
  record Owned(Role role) implements Argument {}

  /** The nest: by value, or in a buffer of its own. */
  record Struct(ByteBuffer bytes, boolean inMemory) implements Argument {}

  /** A 64-bit number. */
  record Long64(long value) implements Argument {}

  /** A 32-bit number. */
  record Int32(int value) implements Argument {}

  /** Local memory of so many bytes. */
  record Local(long bytes) implements Argument {}

  /** What a buffer of the plan's own is for. */
  enum Role {
    RESULT,
    RECORDS_ODD,
    RECORDS_EVEN,
    SLOTS,
    STATUS
  }
}
