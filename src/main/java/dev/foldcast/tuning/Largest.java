package dev.foldcast.tuning;

/**
 * The largest of some terms: -0 is below +0, NaN above all; complex numbers compare by their real
 * parts, then by their imaginary ones, and the signs of zeros count last.
 */
final class Largest {
  private boolean any;
  private boolean nan;
  private double re;
  private double im;
  private long whole;

  /** Takes a number; {@code imaginary} is 0 where there is no such part. */
  void add(double real, double imaginary) {
    nan |= Double.isNaN(real) || Double.isNaN(imaginary);
    if (!any || isAbove(real, imaginary)) {
      re = real;
      im = imaginary;
    }
    any = true;
  }

  private boolean isAbove(double real, double imaginary) {
    if (real != re) {
      return real > re;
    }
    if (imaginary != im) {
      return imaginary > im;
    }
    int signs = Double.compare(real, re);
    return signs > 0 || (signs == 0 && Double.compare(imaginary, im) > 0);
  }

  void addSigned(long value) {
    whole = any ? Math.max(whole, value) : value;
    any = true;
  }

  void addUnsigned(long value) {
    whole = any && Long.compareUnsigned(whole, value) > 0 ? whole : value;
    any = true;
  }

  /** Takes what another one has taken, of unsigned integers or of others. */
  void merge(Largest other, boolean unsigned) {
    if (!other.any) {
      return;
    }
    boolean first = !any;
    if (unsigned) {
      addUnsigned(other.whole);
    } else {
      addSigned(other.whole);
    }
    if (first || isAbove(other.re, other.im)) {
      re = other.re;
      im = other.im;
    }
    nan |= other.nan;
  }

  long whole() {
    return whole;
  }

  double real() {
    return nan ? Double.NaN : re;
  }

  double imaginary() {
    return nan ? Double.NaN : im;
  }
}
