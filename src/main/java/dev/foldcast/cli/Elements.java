package dev.foldcast.cli;

import dev.foldcast.Result;

/** The elements of a result as Python prints them, each with the digits of the result's type. */
final class Elements {
  private Elements() {}

  /** Text of the element with that index in C order. */
  static String text(Result result, long index) {
    return switch (result.dtype()) {
      case BOOL -> PythonRepr.of(result.getLong(index) != 0);
      case UINT64 -> PythonRepr.ofUnsigned(result.getLong(index));
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> PythonRepr.of(result.getLong(index));
      case FLOAT16 -> PythonRepr.half(result.getHalf(index));
      case FLOAT32 -> PythonRepr.of((float) result.getReal(index));
      case FLOAT64 -> PythonRepr.of(result.getReal(index));
      case COMPLEX64 ->
          PythonRepr.ofComplex64((float) result.getReal(index), (float) result.getImaginary(index));
      case COMPLEX128 -> PythonRepr.ofComplex128(result.getReal(index), result.getImaginary(index));
    };
  }

  /** A 0-d result as its only number, an array as a summary. */
  static String text(Result result) {
    return result.shape().rank() == 0
        ? text(result, 0)
        : ArraySummary.of(result.shape(), result.dtype(), i -> text(result, i));
  }
}
