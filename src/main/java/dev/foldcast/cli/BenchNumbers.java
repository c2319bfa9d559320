package dev.foldcast.cli;

import dev.foldcast.array.DType;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Numbers that are hard to sum exactly, most of them ordinary ones; the same ones each time. */
enum BenchNumbers {
  /** 0 to 255, as in images: the float32 sum is past 2^24, where ties are. */
  BYTES("bytes") {
    @Override
    double at(long i, long count, int widest) {
      return random(i) & 0xff;
    }
  },
  /** 0 and 1. */
  MASK("mask") {
    @Override
    double at(long i, long count, int widest) {
      return random(i) & 1;
    }
  },
  /** Each number and its negative, in another order; the sum is 0. */
  PAIRS("pairs") {
    @Override
    double at(long i, long count, int widest) {
      long half = count / 2;
      if (i < half) {
        return scaled(random(i), 8);
      }
      // A permutation, as the factor is a prime larger than any half.
      return i < 2 * half ? -scaled(random((i - half) * 4294967311L % half), 8) : 0;
    }
  },
  /** A NaN in the middle, or two of float32. */
  ONE_NAN("one NaN") {
    @Override
    double at(long i, long count, int widest) {
      return scaled(random(i), 8);
    }
  },
  /** Exponents so far apart that no block of terms adds up without loss. */
  WIDE("wide") {
    @Override
    double at(long i, long count, int widest) {
      return scaled(random(i), Math.min(widest, 120));
    }
  },
  /** All exponents but the largest, so that the sum is finite. */
  ALL_SCALES("all scales") {
    @Override
    double at(long i, long count, int widest) {
      return scaled(random(i), widest);
    }
  };

  /** Long enough for blocks that differ; a sum reads all of it from memory anyway. */
  private static final int PATTERN_BYTES = 4 << 20;

  private final String what;

  BenchNumbers(String what) {
    this.what = what;
  }

  /** In a word or two. */
  String what() {
    return what;
  }

  /** Whether there are such numbers of a type. */
  static boolean areOf(DType dtype) {
    return dtype == DType.FLOAT32 || dtype == DType.FLOAT64;
  }

  /**
   * Number {@code i} of {@code count}.
   *
   * @param widest most binary exponents that the type has room for
   */
  abstract double at(long i, long count, int widest);

  /** Fills memory, a multiple of 8 bytes, with float32 or float64, over and over the same. */
  void fill(ByteBuffer memory, DType dtype) {
    int bytes = Math.min(memory.capacity(), PATTERN_BYTES);
    int count = bytes / dtype.itemBytes();
    FloatBuffer floats = memory.asFloatBuffer();
    DoubleBuffer doubles = memory.asDoubleBuffer();
    boolean single = dtype == DType.FLOAT32;
    for (int i = 0; i < count; i++) {
      double x = at(i, count, single ? 220 : 1900);
      if (single) {
        floats.put(i, (float) x);
      } else {
        doubles.put(i, x);
      }
    }
    for (long done = bytes; done < memory.capacity(); done += bytes) {
      memory.put((int) done, memory, 0, (int) Math.min(bytes, memory.capacity() - done));
    }
    if (this == ONE_NAN) {
      memory.putLong(memory.capacity() / 16 * 8, -1);
    }
  }

  /** A number of random sign, mantissa and exponent, one of {@code exponents} around 2^0. */
  private static double scaled(long random, int exponents) {
    long exponent = 1023 - exponents / 2 + ((random >>> 52) & 0x7ff) % exponents;
    return Double.longBitsToDouble((random & 0x800fffffffffffffL) | (exponent << 52));
  }

  /** Random bits for a number: splitmix64 (G. Steele, D. Lea, C. Flood, 2014). */
  private static long random(long i) {
    long z = (i + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
