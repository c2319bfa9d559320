package dev.foldcast;

import dev.foldcast.array.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line of numpy/cases.txt; write_cases.py beside it says what a line has. */
record NumpyCase(String name, String operation, List<Sample> operands, String outcome) {

  static NumpyCase of(String line) {
    String[] fields = line.split(" \\| ", -1);
    List<Sample> operands =
        Arrays.stream(fields[2].split(" ; ", -1)).map(NumpyCase::operand).toList();
    return new NumpyCase(fields[0], fields[1], operands, fields[3]);
  }

  private static Sample operand(String text) {
    String[] words = text.split(" ", -1);
    DType dtype = DType.ofTypeCode(words[0]).orElseThrow();
    boolean swapped = words[1].equals(">");
    long count = Long.parseLong(words[2]);
    double start = Double.parseDouble(words[3]);
    double step = Double.parseDouble(words[4]);
    double imaginary = Double.parseDouble(words[5]);
    long[] strides = longs(words[7]);
    long offset = Long.parseLong(words[8]);
    // The memory has the whole base array: one element stands for its last.
    Sample base =
        new Sample(dtype, new long[0], new long[0], Math.max(offset, count - 1), swapped, 0);
    Sample sample = base.viewed(longs(words[6]), strides, offset);
    int parts = dtype.components();
    for (int k = 0; k < count; k++) {
      double value = start + k * step;
      put(sample, dtype, k * parts, value);
      if (parts == 2) {
        put(sample, dtype, k * parts + 1, imaginary * value);
      }
    }
    return sample;
  }

  private static void put(Sample sample, DType dtype, int at, double value) {
    sample.put(
        at,
        switch (dtype.component()) {
          case BOOL -> value != 0 ? 1 : 0;
          case FLOAT16 -> Halves.round(value);
          case FLOAT32 -> Float.floatToRawIntBits((float) value);
          case FLOAT64 -> Double.doubleToRawLongBits(value);
          default -> (long) value;
        });
  }

  static long[] longs(String text) {
    return text.equals("()")
        ? new long[0]
        : Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
  }

  /** The operation, lazily; bad axes and shapes are refused here already. */
  Array in(Foldcast fc) {
    String[] words = operation.split(" ", -1);
    Array array = operands.get(0).in(fc);
    for (Sample operand : operands.subList(1, operands.size())) {
      array = array.multiply(operand.in(fc));
    }
    if (words[0].equals("multiply")) {
      return array;
    }
    ReduceOptions options =
        words[1].equals("all")
            ? ReduceOptions.ALL
            : words[1].equals("none")
                ? ReduceOptions.over()
                : ReduceOptions.over(
                    Arrays.stream(longs(words[1])).mapToInt(Math::toIntExact).toArray());
    options = words.length > 2 ? options.keepingDims() : options;
    return words[0].equals("mean") ? array.mean(options) : array.sum(options);
  }

  boolean isRefused() {
    return outcome.equals("error");
  }

  /** What is wrong with a result, or null. */
  @Nullable String verdict(Result result) {
    String[] words = outcome.split(" ", -1);
    String type = words[0];
    long[] shape = longs(words[1]);
    if (!result.dtype().typeCode().equals(type)
        || !Arrays.equals(result.shape().extents(), shape)) {
      return String.format(
          Locale.ROOT, "%s%s instead of %s", result.dtype(), result.shape(), outcome);
    }
    for (int i = 0; i < words.length - 2; i++) {
      if (!isSame(result, i, words[i + 2])) {
        return String.format(
            Locale.ROOT, "element %d of %s is not %s", i, result.shape(), words[i + 2]);
      }
    }
    return words.length - 2 == result.shape().size() ? null : "not as many elements";
  }

  private static boolean isSame(Result result, long index, String text) {
    if (result.dtype().isWhole()) {
      return result.getLong(index) == Long.parseLong(text);
    }
    String[] parts = text.split(":", -1);
    return Double.compare(result.getReal(index), number(parts[0])) == 0
        && (parts.length == 1 || Double.compare(result.getImaginary(index), number(parts[1])) == 0);
  }

  /** As Python writes it. */
  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  @Override
  public String toString() {
    return name + " " + operation + " of " + operands;
  }
}
