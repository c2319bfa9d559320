package dev.foldcast;

import java.util.SplittableRandom;

/** Terms of one sum, as bits of a format, that are hard in one way. */
enum HardTerms {
  UNIFORM,
  WIDE,
  WINDOW,
  CANCELLING,
  TIES,
  SUBNORMAL,
  HUGE,
  OPPOSITE,
  EQUAL,
  SPECIAL,
  ZEROS;

  private static final HardTerms[] ALL = values();

  static HardTerms any(SplittableRandom random) {
    return ALL[random.nextInt(ALL.length)];
  }

  void fill(SplittableRandom random, Format format, long[] terms) {
    int finite = format.top() - 1;
    int width = 1 + random.nextInt(1 + random.nextInt(finite));
    int start = random.nextInt(finite + 1);
    if (this == TIES || (this == HUGE && random.nextBoolean())) {
      tie(random, format, terms);
      return;
    }
    for (int i = 0; i < terms.length; i++) {
      int within = Math.min(finite, start + random.nextInt(width));
      terms[i] =
          switch (this) {
            case UNIFORM -> {
              int zeros = Long.numberOfTrailingZeros(random.nextLong() | 1L << 60);
              yield term(random, format, Math.max(0, finite / 2 - 1 - zeros));
            }
            case WIDE -> term(random, format, random.nextInt(finite + 1));
            case SUBNORMAL -> term(random, format, random.nextInt(2));
            case HUGE -> term(random, format, finite - random.nextInt(2));
            case CANCELLING -> {
              boolean cancels = i > 0 && random.nextInt(3) > 0;
              long earlier = cancels ? terms[random.nextInt(i)] ^ format.sign() : 0;
              // Sometimes all but the last bit.
              yield !cancels
                  ? term(random, format, within)
                  : random.nextInt(4) > 0 ? earlier : earlier ^ 1;
            }
            case OPPOSITE ->
                i % 2 == 1 ? terms[i - 1] ^ format.sign() : term(random, format, within);
            case EQUAL -> i > 0 ? terms[0] : term(random, format, start);
            case ZEROS -> random.nextInt(9) == 0 ? 0 : format.sign();
            case SPECIAL -> special(random, format, within);
            default -> term(random, format, within);
          };
    }
    if (this == OPPOSITE) {
      shuffle(random, terms);
    }
  }

  /** Fractions are often all ones, one bit or none (after R. M. Neal's fuzz.c for xsum). */
  private static long term(SplittableRandom random, Format format, int exponent) {
    long ones = (1L << (format.precision - 1)) - 1;
    long fraction =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> ones;
          case 2 -> 1L << random.nextInt(format.precision - 1);
          case 3 -> ones << random.nextInt(format.precision - 1) & ones;
          default -> random.nextLong() & ones;
        };
    return format.bits(random.nextBoolean(), exponent, fraction);
  }

  private static long special(SplittableRandom random, Format format, int exponent) {
    return switch (random.nextInt(400)) {
      case 0 -> format.infinity();
      case 1 -> random.nextInt(3) == 0 ? format.infinity() | format.sign() : 0;
      case 2 -> random.nextInt(3) == 0 ? format.infinity() | 1 : format.sign();
      case 3 -> random.nextInt(3) == 0 ? format.nan() | format.sign() | 3 : 0;
      default -> term(random, format, exponent);
    };
  }

  /**
   * A number and half of its last place, met exactly or missed by as little as there is, among
   * pairs that cancel. Of the largest number this is the edge of overflow.
   */
  private void tie(SplittableRandom random, Format format, long[] terms) {
    int precision = format.precision;
    int finite = format.top() - 1;
    long ones = (1L << (precision - 1)) - 1;
    int exponent = this == HUGE ? finite : precision + 1 + random.nextInt(finite - precision);
    long fraction = this == HUGE ? ones : term(random, format, 0) & ones;
    boolean negative = random.nextBoolean();
    boolean towardsZero = this != HUGE && random.nextBoolean();
    for (int i = 0; i < terms.length; i++) {
      int away = random.nextInt(exponent - precision);
      terms[i] =
          switch (i) {
            case 0 -> format.bits(negative, exponent, fraction);
            case 1 -> format.bits(negative ^ towardsZero, exponent - precision, 0);
            case 2 ->
                random.nextInt(3) == 0
                    ? 0
                    : format.bits(random.nextBoolean(), away, away == 0 ? 1 : 0);
            default ->
                i % 2 == 0
                    ? terms[i - 1] ^ format.sign()
                    : i + 1 == terms.length ? 0 : term(random, format, random.nextInt(finite + 1));
          };
    }
    shuffle(random, terms);
  }

  private static void shuffle(SplittableRandom random, long[] terms) {
    for (int i = terms.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swap = terms[i];
      terms[i] = terms[j];
      terms[j] = swap;
    }
  }
}
