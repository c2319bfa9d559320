package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import dev.foldcast.array.Half;
import dev.foldcast.exact.ExactInt;
import dev.foldcast.exact.ExactSum;
import dev.foldcast.plan.Fold;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operation must give: strided loops over its terms, exact sums, one rounding. Shares
 * nothing with plans and kernels.
 */
final class Expected {
  final DType dtype;
  final long[] shape;

  /** Bits of every component, element by element in C order. */
  final long[] bits;

  /** For each component the sum of the terms' magnitudes: scales the error of plain sums. */
  final double[] magnitudes;

  final long count;
  final boolean overflow;
  final boolean fortran;

  private Expected(
      DType dtype,
      long[] shape,
      long[] bits,
      double[] magnitudes,
      long count,
      boolean overflow,
      boolean fortran) {
    this.dtype = dtype;
    this.shape = shape;
    this.bits = bits;
    this.magnitudes = magnitudes;
    this.count = count;
    this.overflow = overflow;
    this.fortran = fortran;
  }

  /** The product of all operands, from the left, converted to {@code cast} if given, folded. */
  static Expected of(
      List<Sample> operands, @Nullable DType cast, Fold fold, boolean[] reduced, boolean keepDims) {
    long[] full = broadcast(operands);
    int rank = full.length;
    long[] outer = full.clone();
    long[] inner = new long[rank];
    Arrays.fill(inner, 1);
    for (int d = 0; d < rank; d++) {
      if (fold != Fold.NONE && reduced[d]) {
        inner[d] = full[d];
        outer[d] = 1;
      }
    }
    DType term = operands.get(0).dtype;
    for (Sample operand : operands.subList(1, operands.size())) {
      term = Num.promote(term, operand.dtype);
    }
    term = cast == null ? term : cast;
    boolean integer = term.isWhole();
    boolean unsigned = term.kind() == Kind.UNSIGNED;
    DType sum = unsigned ? DType.UINT64 : DType.INT64;
    DType result =
        !integer || fold == Fold.NONE || fold.isExtremum()
            ? term
            : fold == Fold.SUM ? sum : DType.FLOAT64;
    int parts = result.components();
    long outputs = size(outer);
    long count = size(inner);
    long[] bits = new long[Math.toIntExact(outputs * parts)];
    double[] magnitudes = new double[bits.length];
    boolean overflow = false;
    long[] kept = new long[rank];
    long[] all = new long[rank];
    for (int o = 0; o < outputs; o++, step(kept, outer)) {
      long[] turn = new long[rank];
      ExactSum[] sums = {new ExactSum(), new ExactSum()};
      ExactInt whole = new ExactInt();
      Extremes extremes = new Extremes(fold == Fold.MAX);
      for (long t = 0; t < count; t++, step(turn, inner)) {
        for (int d = 0; d < rank; d++) {
          all[d] = kept[d] + turn[d];
        }
        Num value = operands.get(0).get(all);
        for (Sample operand : operands.subList(1, operands.size())) {
          value = value.times(operand.get(all));
        }
        value = value.as(term);
        if (fold == Fold.NONE) {
          for (int part = 0; part < parts; part++) {
            bits[o * parts + part] = value.bits(part);
          }
        } else if (fold.isExtremum()) {
          extremes.add(value);
        } else if (integer) {
          if (unsigned) {
            whole.addUnsigned(value.integer());
          } else {
            whole.addSigned(value.integer());
          }
        } else {
          sums[0].add(value.re());
          sums[1].add(value.im());
          magnitudes[o * parts] += Math.abs(value.re());
          magnitudes[o * parts + parts - 1] += Math.abs(parts == 1 ? 0 : value.im());
        }
      }
      if (fold == Fold.NONE) {
        continue;
      }
      if (fold.isExtremum()) {
        for (int part = 0; part < parts; part++) {
          bits[o * parts + part] = extremes.bits(part);
        }
        continue;
      }
      if (integer) {
        overflow |=
            fold == Fold.SUM && (unsigned ? whole.overflowsUnsigned() : whole.overflowsSigned());
        bits[o] = fold == Fold.SUM ? whole.low() : Double.doubleToRawLongBits(whole.mean(count));
        continue;
      }
      boolean mean = fold == Fold.MEAN;
      for (int part = 0; part < parts; part++) {
        ExactSum exact = sums[part];
        bits[o * parts + part] =
            switch (result.component()) {
              case FLOAT16 -> (mean ? exact.meanToHalf(count) : exact.toHalf()) & 0xffffL;
              case FLOAT32 ->
                  Float.floatToRawIntBits(mean ? exact.meanToFloat(count) : exact.toFloat())
                      & 0xffffffffL;
              default ->
                  Double.doubleToRawLongBits(mean ? exact.meanToDouble(count) : exact.toDouble());
            };
      }
    }
    boolean fortran =
        operands.stream().anyMatch(s -> s.extents.length >= 2)
            && operands.stream().allMatch(s -> s.extents.length < 2 || (s.isF() && !s.isC()));
    return new Expected(
        result, shape(full, fold, reduced, keepDims), bits, magnitudes, count, overflow, fortran);
  }

  private static long[] broadcast(List<Sample> operands) {
    int rank = operands.stream().mapToInt(s -> s.extents.length).max().orElse(0);
    long[] full = new long[rank];
    Arrays.fill(full, 1);
    for (Sample operand : operands) {
      int missing = rank - operand.extents.length;
      for (int d = missing; d < rank; d++) {
        long extent = operand.extents[d - missing];
        full[d] = extent == 1 ? full[d] : extent;
      }
    }
    return full;
  }

  private static long[] shape(long[] full, Fold fold, boolean[] reduced, boolean keepDims) {
    if (fold == Fold.NONE) {
      return full;
    }
    long[] shape = new long[full.length];
    int rank = 0;
    for (int d = 0; d < full.length; d++) {
      if (!reduced[d]) {
        shape[rank++] = full[d];
      } else if (keepDims) {
        shape[rank++] = 1;
      }
    }
    return Arrays.copyOf(shape, rank);
  }

  static long size(long[] extents) {
    long size = 1;
    for (long extent : extents) {
      size *= extent;
    }
    return size;
  }

  /** The next indices in C order. */
  static void step(long[] indices, long[] extents) {
    for (int d = indices.length - 1; d >= 0; d--) {
      if (++indices[d] < extents[d]) {
        return;
      }
      indices[d] = 0;
    }
  }

  /** What is wrong with a result, bit by bit; null if nothing is. NaNs of a fold are canonical. */
  @Nullable String differs(Result result, boolean fold) {
    if (result.dtype() != dtype || !Arrays.equals(result.shape().extents(), shape)) {
      return String.format(
          Locale.ROOT,
          "%s%s instead of %s%s",
          result.dtype(),
          result.shape(),
          dtype,
          Arrays.toString(shape));
    }
    long[] found = bits(result, fold);
    for (int i = 0; i < bits.length; i++) {
      if (found[i] != bits[i]) {
        return String.format(
            Locale.ROOT,
            "component %d of %d is %s (%x) instead of %s (%x)",
            i,
            bits.length,
            text(found[i]),
            found[i],
            text(bits[i]),
            bits[i]);
      }
    }
    return null;
  }

  /** As {@link #differs}, for plain sums: within count * eps * the sum of magnitudes. */
  @Nullable String differsBeyondRounding(Result result, Fold fold) {
    long[] found = bits(result, true);
    double eps =
        switch (dtype.component()) {
          case FLOAT16 -> 0x1p-10; // rounded once from float32
          case FLOAT32 -> Math.ulp(1f);
          default -> Math.ulp(1.0);
        };
    for (int i = 0; i < bits.length; i++) {
      double bound = (count + 3) * eps * magnitudes[i] / (fold == Fold.MEAN ? count : 1);
      double error = Math.abs(value(found[i]) - value(bits[i]));
      if (!(error <= bound) && found[i] != bits[i]) {
        return String.format(
            Locale.ROOT,
            "component %d: %s instead of %s, beyond %s",
            i,
            text(found[i]),
            text(bits[i]),
            bound);
      }
    }
    return null;
  }

  private double value(long word) {
    return switch (dtype.component()) {
      case FLOAT16 -> Half.toFloat((short) word);
      case FLOAT32 -> Float.intBitsToFloat((int) word);
      default -> Double.longBitsToDouble(word);
    };
  }

  private String text(long word) {
    return dtype.isWhole() ? Long.toString(word) : Double.toString(value(word));
  }

  /** Bits of a result's components in C order, read from its bytes. */
  private long[] bits(Result result, boolean fold) {
    ByteBuffer bytes = result.bytes();
    int parts = dtype.components();
    int width = dtype.component().itemBytes();
    long[] found = new long[bytes.remaining() / width];
    long[] indices = new long[shape.length];
    for (int o = 0; o < found.length / parts; o++, step(indices, shape)) {
      long at = 0;
      for (int k = 0; k < shape.length; k++) {
        int d = result.isFortranOrder() ? shape.length - 1 - k : k;
        at = at * shape[d] + indices[d];
      }
      for (int part = 0; part < parts; part++) {
        int place = (int) at * parts + part;
        long word =
            switch (width) {
              case 1 -> bytes.get(place);
              case 2 -> bytes.getShort(2 * place);
              case 4 -> bytes.getInt(4 * place);
              default -> bytes.getLong(8 * place);
            };
        found[o * parts + part] = fold ? unsigned(word) : canonical(word);
      }
    }
    return found;
  }

  private long unsigned(long word) {
    return switch (dtype) {
      case UINT8, BOOL -> word & 0xff;
      case FLOAT16, UINT16 -> word & 0xffff;
      case FLOAT32, COMPLEX64, UINT32 -> word & 0xffffffffL;
      default -> word;
    };
  }

  /** Products may be any NaN. */
  private long canonical(long word) {
    return switch (dtype.component()) {
      case FLOAT16 -> (word & 0x7fff) > 0x7c00 ? Half.NAN : word & 0xffff;
      case FLOAT32 -> Float.floatToIntBits(Float.intBitsToFloat((int) word)) & 0xffffffffL;
      case FLOAT64 -> Double.doubleToLongBits(Double.longBitsToDouble(word));
      default -> unsigned(word);
    };
  }
}
