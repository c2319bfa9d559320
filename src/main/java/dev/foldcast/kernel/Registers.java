package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.ProgramSpec;

/** The OpenCL types that hold elements: in memory, and in registers, where float16 is a float. */
final class Registers {
  private Registers() {}

  /** One real number of an element in a register. */
  static String scalar(DType dtype) {
    return switch (dtype.component()) {
      case BOOL, UINT8 -> "uchar";
      case INT8 -> "char";
      case INT16 -> "short";
      case UINT16 -> "ushort";
      case INT32 -> "int";
      case UINT32 -> "uint";
      case INT64 -> "long";
      case UINT64 -> "ulong";
      case FLOAT16, FLOAT32 -> "float";
      case FLOAT64 -> "double";
      default -> throw new IllegalArgumentException("no real type: " + dtype);
    };
  }

  /** Bytes of {@link #scalar}. */
  static int bytes(DType dtype) {
    return dtype == DType.FLOAT16 ? 4 : dtype.component().itemBytes();
  }

  /** A vector of {@code lanes} registers. */
  static String vector(String scalar, int lanes) {
    return lanes == 1 ? scalar : scalar + lanes;
  }

  /**
   * One real number of an element in memory. Swapped ones are unsigned integers, so that no float
   * operation touches them.
   */
  static String memory(ProgramSpec.Load load) {
    return load.swapped() ? unsigned(load.dtype().component().itemBytes()) : memory(load.dtype());
  }

  static String memory(DType dtype) {
    return dtype == DType.FLOAT16 ? "half" : scalar(dtype);
  }

  /** The unsigned integer type of so many bytes. */
  static String unsigned(int bytes) {
    return switch (bytes) {
      case 1 -> "uchar";
      case 2 -> "ushort";
      case 4 -> "uint";
      default -> "ulong";
    };
  }

  /** The signed integer type of so many bytes. */
  static String signed(int bytes) {
    return unsigned(bytes).substring(1);
  }

  /** Bytes of an OpenCL scalar type. */
  static int bytes(String scalar) {
    return switch (scalar) {
      case "uchar", "char" -> 1;
      case "ushort", "short" -> 2;
      case "uint", "int", "float" -> 4;
      default -> 8;
    };
  }
}
