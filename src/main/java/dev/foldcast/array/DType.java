package dev.foldcast.array;

import java.util.Arrays;
import java.util.Optional;

/** The type of an array's elements, under NumPy's names. */
public enum DType {
  BOOL("bool", "b1", Kind.BOOL, 1),
  INT8("int8", "i1", Kind.INTEGER, 1),
  INT16("int16", "i2", Kind.INTEGER, 2),
  INT32("int32", "i4", Kind.INTEGER, 4),
  INT64("int64", "i8", Kind.INTEGER, 8),
  UINT8("uint8", "u1", Kind.UNSIGNED, 1),
  UINT16("uint16", "u2", Kind.UNSIGNED, 2),
  UINT32("uint32", "u4", Kind.UNSIGNED, 4),
  UINT64("uint64", "u8", Kind.UNSIGNED, 8),
  FLOAT16("float16", "f2", Kind.FLOAT, 2),
  FLOAT32("float32", "f4", Kind.FLOAT, 4),
  FLOAT64("float64", "f8", Kind.FLOAT, 8),
  COMPLEX64("complex64", "c8", Kind.COMPLEX, 8),
  COMPLEX128("complex128", "c16", Kind.COMPLEX, 16);

  /** What the numbers are; decides how they add. */
  public enum Kind {
    BOOL,
    /** Signed, two's complement. */
    INTEGER,
    UNSIGNED,
    FLOAT,
    COMPLEX
  }

  private final String numpyName;
  private final String typeCode;
  private final Kind kind;
  private final int itemBytes;

  DType(String numpyName, String typeCode, Kind kind, int itemBytes) {
    this.numpyName = numpyName;
    this.typeCode = typeCode;
    this.kind = kind;
    this.itemBytes = itemBytes;
  }

  /** NumPy's name, for example {@code float32}. */
  public String numpyName() {
    return numpyName;
  }

  /** The type code of the .npy format without its byte order, for example {@code f4}. */
  public String typeCode() {
    return typeCode;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether sums are exact in integers: booleans count as 0 and 1. */
  public boolean isWhole() {
    return kind == Kind.BOOL || kind == Kind.INTEGER || kind == Kind.UNSIGNED;
  }

  /** Bytes of one element. */
  public int itemBytes() {
    return itemBytes;
  }

  /** Real numbers in one element: 2 for complex types, else 1. */
  public int components() {
    return kind == Kind.COMPLEX ? 2 : 1;
  }

  /** The type of one real number of an element. */
  public DType component() {
    return switch (this) {
      case COMPLEX64 -> FLOAT32;
      case COMPLEX128 -> FLOAT64;
      default -> this;
    };
  }

  /** The type with that NumPy name, if Foldcast has it. */
  public static Optional<DType> named(String numpyName) {
    return Arrays.stream(values()).filter(d -> d.numpyName.equals(numpyName)).findFirst();
  }

  /** The type with that .npy type code (no byte order), if Foldcast has it. */
  public static Optional<DType> ofTypeCode(String typeCode) {
    return Arrays.stream(values()).filter(d -> d.typeCode.equals(typeCode)).findFirst();
  }

  @Override
  public String toString() {
    return numpyName;
  }
}
