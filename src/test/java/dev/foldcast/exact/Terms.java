package dev.foldcast.exact;

import java.util.Random;

/** Terms that are hard to sum. */
final class Terms {
  private Terms() {}

  /** A finite double made of random bits. */
  static double finite(long bits) {
    double value = Double.longBitsToDouble(bits);
    return Double.isFinite(value) ? value : Double.longBitsToDouble(bits & ~(1L << 62));
  }

  /**
   * Doubles with exponents in a window of random width, significands that are often all ones, a
   * single bit or zero, and pairs that cancel (after xsum's fuzz.c, R. M. Neal 2024).
   */
  static double[] random(Random random, int length) {
    int width = 1 + random.nextInt(1 << random.nextInt(12));
    int start = random.nextInt(2047);
    double[] terms = new double[length];
    for (int i = 0; i < length; i++) {
      if (i > 0 && random.nextInt(6) == 0) {
        terms[i] = -terms[random.nextInt(i)];
        continue;
      }
      long exponent = Math.min(2046, start + random.nextInt(width));
      long fraction =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1L >>> 12;
            case 2 -> 1L << random.nextInt(52);
            case 3 -> ((-1L >>> 12) << random.nextInt(52)) & (-1L >>> 12);
            default -> random.nextLong() >>> 12;
          };
      long sign = random.nextLong() & Long.MIN_VALUE;
      terms[i] = Double.longBitsToDouble(sign | (exponent << 52) | fraction);
    }
    return terms;
  }

  static void shuffle(Random random, double[] terms) {
    for (int i = terms.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = terms[i];
      terms[i] = terms[j];
      terms[j] = swap;
    }
  }

  /**
   * Terms whose magnitudes sum to about 10^decade times their sum, after algorithm 6.1 (GenDot) of
   * T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005):
   * the first half has random exponents up to the condition's; each term of the second takes away
   * what there is, down to a random number of falling exponent.
   */
  static double[] illConditioned(Random random, int length, int decade) {
    int top = (int) Math.round(decade / Math.log10(2));
    int half = length / 2;
    double[] terms = new double[length];
    ExactSum sum = new ExactSum();
    for (int i = 0; i < length; i++) {
      int falling = (int) Math.round(top * (double) (length - 1 - i) / (length - half));
      int exponent = i == 0 ? top : i < half ? random.nextInt(top + 1) : falling;
      double fresh = Math.scalb(2 * random.nextDouble() - 1, exponent);
      terms[i] = i < half ? fresh : fresh - sum.toDouble();
      sum.add(terms[i]);
    }
    shuffle(random, terms);
    return terms;
  }
}
