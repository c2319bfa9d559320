package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Walk;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attacks on the bounds in {@code lanes_exact.cl} and {@code lanes_integer.cl}: blocks of 64 terms
 * a lane that leave a binade, that return to it, whose last bits lie just inside or outside of what
 * two sums hold. Each goes through all three shapes of a reduction; what is expected comes from
 * integers alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactBlocksTest {
  /** Four chains of 64 vectors of 8, three times, and a rest. */
  private static final int LENGTH = 3 * 4 * 64 * 8 + 8 * 37 + 5;

  /** Two panels of outputs and a rest that fills no vector. */
  private static final int WIDTH = 2 * 1024 + 21;

  private static final int ROWS = 64 + 9;

  /** Rows that one work-item has: twice four side by side, and one. */
  private static final int SIDES = 2 * 4 + 1;

  /** A row that one block of vectors of 8 can tell, and that fills no last vector. */
  private static final int SHORT_ROW = 64 * 8 - 3;

  private final Random random = new Random(20240607);
  private static final Configuration INTEGER_LANES =
      new Configuration(1, 16, 16, false, 0, 1024).withLanes(Lanes.INT64);

  private static final Configuration STRAIGHT =
      new Configuration(1, 16, 16, false, 0, 1024).withWalk(Walk.STRAIGHT);

  /** One worker, so that it has four rows at once and some that are left. */
  private static Configuration sideBySide(int vector) {
    return new Configuration(1, 1, vector, false, 0, 1024).withWalk(Walk.ROWS);
  }

  private Foldcast fc = Foldcast.withoutDevice(Options.DEFAULT);
  private Foldcast straight = fc;
  private Foldcast doublesSideBySide = fc;
  private Foldcast floatsSideBySide = fc;
  private @Nullable Rig rig;

  @BeforeAll
  void open() {
    fc.close();
    fc = Devices.open();
    straight = Devices.open(Options.DEFAULT.withConfiguration(STRAIGHT));
    doublesSideBySide = Devices.open(Options.DEFAULT.withConfiguration(sideBySide(8)));
    floatsSideBySide = Devices.open(Options.DEFAULT.withConfiguration(sideBySide(16)));
    rig = new Rig();
  }

  @AfterAll
  void close() {
    fc.close();
    straight.close();
    doublesSideBySide.close();
    floatsSideBySide.close();
    if (rig != null) {
      rig.close();
    }
  }

  /** A finite number in units of 2^-1074. */
  private static BigInteger units(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int field = (int) (bits >>> 52) & 0x7ff;
    long mantissa = (bits & (1L << 52) - 1) | (field == 0 ? 0 : 1L << 52);
    BigInteger magnitude = BigInteger.valueOf(mantissa).shiftLeft(Math.max(field, 1) - 1);
    return bits < 0 ? magnitude.negate() : magnitude;
  }

  private static double rounded(BigInteger units) {
    return Format.DOUBLE.value(Format.DOUBLE.round(units, 1));
  }

  private static float roundedToFloat(BigInteger units) {
    return (float) Format.SINGLE.value(Format.SINGLE.round(units, 1));
  }

  private void attack(String name, IntToDoubleFunction term) {
    double[] line = new double[LENGTH];
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < LENGTH; i++) {
      line[i] = term.applyAsDouble(i);
      sum = sum.add(units(line[i]));
    }
    assertEquals(rounded(sum), fc.of(line).sum().toDouble(), name);
    assertEquals(rounded(sum), straight.of(line).sum().toDouble(), name + ", straight");
    double[] twice = new double[2 * LENGTH];
    System.arraycopy(line, 0, twice, 0, LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      twice[LENGTH + i] = -line[i];
    }
    ByteBuffer rows = fc.of(twice, 2, LENGTH).sum(1).read().bytes();
    assertEquals(rounded(sum), rows.getDouble(0), name + ", row 0");
    assertEquals(rounded(sum.negate()), rows.getDouble(8), name + ", row 1");
    attackRows(name, line, LENGTH);
    attackRows(name, line, SHORT_ROW);
    double[] plane = new double[ROWS * WIDTH];
    BigInteger[] sums = new BigInteger[WIDTH];
    for (int c = 0; c < WIDTH; c++) {
      sums[c] = BigInteger.ZERO;
      for (int r = 0; r < ROWS; r++) {
        // Terms that shared a lane of the line share an output.
        double x = term.applyAsDouble(8 * (r + c / 8 % 3) + c % 8);
        plane[r * WIDTH + c] = x;
        sums[c] = sums[c].add(units(x));
      }
    }
    ByteBuffer columns = fc.of(plane, ROWS, WIDTH).sum(0).read().bytes();
    for (int c = 0; c < WIDTH; c++) {
      assertEquals(rounded(sums[c]), columns.getDouble(8 * c), name + ", column " + c);
    }
  }

  /** Rows of the first terms of a line, their negatives, and ones, side by side. */
  private void attackRows(String name, double[] line, int length) {
    double[] rows = new double[SIDES * length];
    float[] floats = new float[SIDES * length];
    BigInteger[] sums = new BigInteger[SIDES];
    BigInteger[] floatSums = new BigInteger[SIDES];
    Arrays.fill(sums, BigInteger.ZERO);
    Arrays.fill(floatSums, BigInteger.ZERO);
    for (int r = 0; r < SIDES; r++) {
      for (int i = 0; i < length; i++) {
        double x = r % 3 == 0 ? line[i] : r % 3 == 1 ? 1 : -line[i];
        int at = r * length + i;
        rows[at] = x;
        sums[r] = sums[r].add(units(x));
        floats[at] = Float.isFinite((float) x) ? (float) x : (float) Math.scalb(x, -900);
        floatSums[r] = floatSums[r].add(units(floats[at]));
      }
    }
    ByteBuffer found = doublesSideBySide.of(rows, SIDES, length).sum(1).read().bytes();
    ByteBuffer inFloats = floatsSideBySide.of(floats, SIDES, length).sum(1).read().bytes();
    for (int r = 0; r < SIDES; r++) {
      String what = String.format(Locale.ROOT, "%s, row %d of %d terms", name, r, length);
      assertEquals(rounded(sums[r]), found.getDouble(8 * r), what);
      assertEquals(roundedToFloat(floatSums[r]), inFloats.getFloat(4 * r), what + ", float32");
    }
  }

  private void attackFloats(String name, IntToDoubleFunction term) {
    float[] line = new float[LENGTH];
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < LENGTH; i++) {
      line[i] = (float) term.applyAsDouble(i);
      sum = sum.add(units(line[i]));
    }
    for (ByteBuffer one : inAllLanes(of -> of.of(line).sum())) {
      assertEquals(roundedToFloat(sum), one.getFloat(0), name);
    }
    double[] wide = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      wide[i] = line[i];
    }
    attackRows(name, wide, LENGTH);
    attackRows(name, wide, SHORT_ROW);
    float[] plane = new float[ROWS * WIDTH];
    BigInteger[] sums = new BigInteger[WIDTH];
    for (int c = 0; c < WIDTH; c++) {
      sums[c] = BigInteger.ZERO;
      for (int r = 0; r < ROWS; r++) {
        float x = (float) term.applyAsDouble(16 * (r + c / 16 % 3) + c % 16);
        plane[r * WIDTH + c] = x;
        sums[c] = sums[c].add(units(x));
      }
    }
    for (ByteBuffer columns : inAllLanes(of -> of.of(plane, ROWS, WIDTH).sum(0))) {
      for (int c = 0; c < WIDTH; c++) {
        assertEquals(roundedToFloat(sums[c]), columns.getFloat(4 * c), name + ", column " + c);
      }
    }
  }

  /** Outputs of few terms and of many, whose sums are c + 1 and a quarter. */
  @Test
  void halvesByEveryLane() {
    for (int rows : new int[] {12, 200}) {
      int width = 43;
      ByteBuffer plane = ByteBuffer.allocateDirect(2 * rows * width).order(ByteOrder.nativeOrder());
      for (int c = 0; c < width; c++) {
        for (int r = 0; r < rows; r++) {
          double term = r == 3 ? c + 1 : r == 7 ? 0.25 : r % 2 == 0 ? 300 : -300;
          double other = r == 2 || r == 6 ? 0 : term; // as 3 and 7 are none of the pairs
          plane.putShort(2 * (r * width + c), (short) Format.HALF.round(units(other), 1));
        }
      }
      for (ByteBuffer sums : inAllLanes(of -> of.of(plane, DType.FLOAT16, rows, width).sum(0))) {
        for (int c = 0; c < width; c++) {
          assertEquals(c + 1.25, Format.HALF.value(sums.getShort(2 * c)), rows + " rows, " + c);
        }
      }
    }
  }

  /**
   * Results by the default's lanes, each walk through rows, by those of integers, and as devices
   * without float64 do it.
   */
  private List<ByteBuffer> inAllLanes(Function<Foldcast, Array> sum) {
    Rig without = Objects.requireNonNull(rig);
    Array lazy = sum.apply(without.lazy());
    return List.of(
        sum.apply(fc).read().bytes(),
        sum.apply(straight).read().bytes(),
        without.read(lazy, INTEGER_LANES, true).bytes(),
        without.read(lazy, INTEGER_LANES, false).bytes());
  }

  /** Turns of a lane: large ones, a small one, the large ones back, and nothing more. */
  private static double among(double large, double small, int turn) {
    return turn < 31 ? large : turn == 31 ? small : turn < 63 ? -large : 0;
  }

  /** The same with large ones of many scales. */
  private static double amongScales(int scales, int lowest, int turn) {
    if (turn == 31 || turn > 62) {
      return turn == 31 ? Math.scalb(0x1.fffffep0, lowest) : 0;
    }
    int which = turn < 31 ? turn : turn - 32;
    double large =
        Math.scalb((double) (float) (1 + which * 0.618 % 1), lowest + which * 37 % scales);
    return turn < 31 ? large : -large;
  }

  @Test
  void blocksThatLeaveTheirBinadeOrReturnToIt() {
    // The first bias is 1.5 * 2^13: 64 terms of 64 reach 2^14, and -64 reaches 2^13 itself.
    for (double x : new double[] {64, Math.nextDown(64.0), Math.nextUp(64.0), 63.5, 4096, 8192}) {
      attack("up " + x, i -> x);
      attack("down " + x, i -> -x);
      attack("out and back " + x, i -> (i / 8 % 2 == 0 ? x : -x) * (1 + i % 5 * 0x1p-52));
      for (double far : new double[] {0x1p14, 0x1.000001p60, 1e300}) {
        attack("far out and back", i -> among(far, x, i / 8));
        attack("to and fro", i -> i / 8 > 63 ? 0 : i % 16 < 8 ? x : i % 32 < 16 ? far : -far);
      }
    }
    attack("to the edge and a bit", i -> i / 8 % 64 == 63 ? -0x1p-60 : 0x1p12 / 63);
    attack("one lane leaves", i -> i % 8 == 5 ? 4000 + i : 0x1p-40 * i);
  }

  @Test
  void lastBitsAtTheEndOfWhatTwoSumsHold() {
    for (int last = -120; last <= -76; last++) {
      double small = Math.scalb(1.0, last);
      attack("last bit " + last, i -> among(31, 3 * small, i / 8));
      attack("last bit " + last + " of two", i -> among(31 + 0x1p-47, small, i / 8));
    }
    // Halves of the last bit of the biased sum, and next to them.
    for (double x :
        new double[] {0x1p-40, Math.nextDown(0x1p-40), Math.nextUp(0x1p-40), 0x1.8p-39}) {
      attack("half a last bit " + x, i -> i % 3 == 0 ? x : -x / 2);
      attack("only halves " + x, i -> x);
    }
  }

  @Test
  void scalesThatDifferFromLaneToLaneAndFromBlockToBlock() {
    attack("lanes", i -> Math.scalb(1.0 + i, 100 * (i % 8) - 400));
    attack("blocks", i -> Math.scalb(1.0 + i % 13, 150 * (i / 512 % 12) - 900));
    attack("growing", i -> Math.scalb(1.0, i / 4 % 1900 - 1000));
    attack("falling", i -> Math.scalb(-1.0, 900 - i / 4 % 1900));
    attack("all scales", i -> Math.scalb(1 + random.nextDouble(), random.nextInt(2050) - 1074));
    attack("eight folds", i -> Math.scalb(1 + random.nextDouble(), random.nextInt(280)));
    attack("nine folds", i -> Math.scalb(1 + random.nextDouble(), random.nextInt(330)));
    for (int scales = 1; scales < 420; scales += 17) {
      int among = scales;
      attack("among " + scales + " scales", i -> amongScales(among, -200, i / 8));
      attack("among them and tiny", i -> amongScales(among, -1022, i / 8));
    }
    attack("subnormals", i -> (random.nextInt(2001) - 1000) * Double.MIN_VALUE);
    attack("about the least normal", i -> Math.scalb(random.nextDouble() - 0.5, -1010 - i % 64));
    attack("the largest", i -> (i % 2 == 0 ? 1 : -1) * Double.MAX_VALUE * (1 - i % 9 * 0x1p-53));
  }

  @Test
  void oneLimbTakesTheLargestPiecesOverAndOver() {
    // Shifted by 31 bits: the upper piece has all its 52 bits, so 2^11 of them would leave a limb.
    double full = Math.nextDown(0x1p33);
    double tiny = 0x1p-1000; // too far below for folds
    double[] terms = new double[1 << 19];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = i % 100 == 0 ? tiny : full;
    }
    long tinies = (terms.length + 99L) / 100;
    BigInteger sum =
        units(full)
            .multiply(BigInteger.valueOf(terms.length - tinies))
            .add(units(tiny).multiply(BigInteger.valueOf(tinies)));
    assertEquals(rounded(sum), fc.of(terms).sum().toDouble());
    ByteBuffer columns = fc.of(terms, 1 << 15, 16).sum(0).read().bytes();
    for (int c = 0; c < 16; c++) {
      int column = c;
      long few = IntStream.range(0, 1 << 15).filter(r -> (16 * r + column) % 100 == 0).count();
      BigInteger one =
          units(full)
              .multiply(BigInteger.valueOf((1 << 15) - few))
              .add(units(tiny).multiply(BigInteger.valueOf(few)));
      assertEquals(rounded(one), columns.getDouble(8 * c), "column " + c);
    }
  }

  @Test
  void sumsOfAnyConditionAndMidpoints() {
    for (int condition = 0; condition <= 2000; condition += 40) {
      int top = condition - 1000;
      attack(
          "condition 2^" + condition,
          i ->
              i == LENGTH / 2
                  ? 0x1p-1000
                  : i / 8 % 2 == 0 ? Math.scalb(1.0 + i % 8, top) : -Math.scalb(1.0 + i % 8, top));
    }
    for (double nudge :
        new double[] {0, Double.MIN_VALUE, -Double.MIN_VALUE, 0x1p-200, -0x1p-107}) {
      attack("midpoint " + nudge, i -> i == 8 ? 1 : i == 80 ? 0x1p-53 : i == 160 ? nudge : 0);
      attack("odd midpoint " + nudge, i -> i == 8 ? 3 : i == 80 ? 0x1p-52 : i == 160 ? nudge : 0);
    }
  }

  @Test
  void floatsWhoseExponentsAreAsFarApartAsABlockBears() {
    float full = Math.nextDown(2f);
    for (int spread = 20; spread <= 40; spread++) {
      double small = Math.scalb(full, -spread);
      attackFloats("spread " + spread, i -> i / 16 % 64 == 7 ? small : full);
      attackFloats("spread " + spread + " in between", i -> among(full, small, i / 16));
      attackFloats("its signs", i -> i / 16 % 3 == 0 ? -full : i / 16 % 3 == 1 ? small : full / 2);
    }
    attackFloats("all scales", i -> Math.scalb(1 + random.nextFloat(), random.nextInt(240) - 149));
    for (int scales = 1; scales < 250; scales += 7) {
      int among = scales;
      attackFloats("among " + scales + " scales", i -> amongScales(among, -126, i / 16));
    }
    for (int field : new int[] {102, 103, 104, 134, 135, 136, 137}) {
      double edge = Math.scalb(full, field - 128);
      attackFloats("all at the edge of the first base " + field, i -> i % 3 == 0 ? -edge : edge);
      attackFloats("one there " + field, i -> i / 16 % 64 == 5 ? edge : i % 2 - 0.5);
    }
    attackFloats("the largest", i -> (i % 2 == 0 ? 1 : -1) * (double) Float.MAX_VALUE);
    attackFloats("past the largest", i -> Float.MAX_VALUE);
    attackFloats("blocks", i -> Math.scalb(1.0 + i % 13, 40 * (i / 1024 % 6) - 120));
    attackFloats("subnormals", i -> (random.nextInt(2001) - 1000) * (double) Float.MIN_VALUE);
    attackFloats("subnormals and one", i -> i / 16 == 9 ? 1 : -i * (double) Float.MIN_VALUE);
    attackFloats("ones past 2^24", i -> i == 0 ? 0x1p24 : i % 2);
    attackFloats("pairs", i -> Math.scalb(1 + i / 2 % 99, i / 2 % 50) * (i % 2 == 0 ? 1 : -1));
    attackFloats("midpoint", i -> i == 1 ? 1 : i == 99 ? 0x1p-24 : i == 999 ? 0x1p-149 : 0);
    attackFloats(
        "below a midpoint", i -> i == 1 ? 1 : i == 99 ? 0x1p-24 : i == 999 ? -0x1p-149 : 0);
  }

  /** Rows of every length about those of vectors and of blocks, that one block may tell or not. */
  @Test
  void shortRowsAtTheEdgeOfWhatOneBlockTells() {
    int rows = 24;
    for (int length :
        new int[] {9, 16, 17, 31, 33, 63, 64, 65, 100, 255, 512, 513, 1000, 1024, 1025}) {
      int growth = 32 - Integer.numberOfLeadingZeros(length - 1);
      double[][] terms = new double[4][rows * length];
      for (int r = 0; r < rows; r++) {
        int spread = 29 - growth + r % 5 - 2;
        int last = 2 - 105 + growth + r % 7 - 3;
        for (int i = 0; i < length; i++) {
          int at = r * length + i;
          float full = Math.nextDown(2f);
          boolean odd = i == (r * 7) % length;
          terms[0][at] = odd ? Math.scalb(full, -spread) : full;
          terms[1][at] = (i % 2 == 0 ? 1 : -1) * (odd ? Math.scalb(full, -spread) : full);
          terms[2][at] = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(3 + r) - 9);
          terms[3][at] = odd ? 3 * Math.scalb(1.0, last) : 31 - i % 3 * 0x1p-48;
        }
      }
      for (double[] plane : terms) {
        BigInteger[] sums = new BigInteger[rows];
        float[] floats = new float[plane.length];
        for (int r = 0; r < rows; r++) {
          sums[r] = BigInteger.ZERO;
          for (int i = r * length; i < (r + 1) * length; i++) {
            sums[r] = sums[r].add(units(plane[i]));
            floats[i] = (float) plane[i];
          }
        }
        ByteBuffer doubles = fc.of(plane, rows, length).sum(1).read().bytes();
        ByteBuffer means = fc.of(plane, rows, length).mean(1).read().bytes();
        for (int r = 0; r < rows; r++) {
          String what = "row " + r + " of " + length;
          assertEquals(rounded(sums[r]), doubles.getDouble(8 * r), what);
          double mean = Format.DOUBLE.value(Format.DOUBLE.round(sums[r], length));
          assertEquals(mean, means.getDouble(8 * r), what);
        }
        if (plane == terms[3]) {
          continue; // no floats
        }
        for (ByteBuffer each : inAllLanes(of -> of.of(floats, rows, length).sum(1))) {
          for (int r = 0; r < rows; r++) {
            assertEquals(
                roundedToFloat(sums[r]), each.getFloat(4 * r), "row " + r + " of " + length);
          }
        }
        for (ByteBuffer each : inAllLanes(of -> of.of(floats, rows, length).mean(1))) {
          for (int r = 0; r < rows; r++) {
            float mean = (float) Format.SINGLE.value(Format.SINGLE.round(sums[r], length));
            assertEquals(mean, each.getFloat(4 * r), "mean of row " + r + " of " + length);
          }
        }
      }
    }
  }

  /** Every lane holds its terms, but no two of them their sum: what is left decides about a tie. */
  @Test
  void shortRowsOfLanesThatOneSumCannotHold() {
    int rows = 960;
    for (int length : new int[] {9, 16, 20, 64, 500}) {
      double[] plane = new double[rows * length];
      double[] nearest = new double[rows];
      for (int r = 0; r < rows; r++) {
        // Neighbours have their large terms in the same lanes, which so find their scales.
        int first = r / 120;
        double tiny = (r % 3 - 1) * 0x1p-110;
        plane[r * length + first] = 1;
        plane[r * length + (first + 1 + r / 60 % 2 * 3) % 8] = 0x1p-53;
        plane[r * length + (first + 6) % 8] = tiny;
        nearest[r] = tiny > 0 ? 1 + 0x1p-52 : 1;
      }
      ByteBuffer sums = fc.of(plane, rows, length).sum(1).read().bytes();
      for (int r = 0; r < rows; r++) {
        assertEquals(nearest[r], sums.getDouble(8 * r), "row " + r + " of " + length);
      }
    }
  }

  @Test
  void floatColumnsThatLeaveWhatALaneCanRound() {
    // The largest terms of the first base, so many that 64 bits would not hold their sum.
    long rows = 1000;
    float full = Math.nextDown(512f);
    float[] plane = new float[(int) rows * 40];
    Arrays.fill(plane, full);
    float sum = roundedToFloat(units(full).multiply(BigInteger.valueOf(rows)));
    for (ByteBuffer columns : inAllLanes(of -> of.of(plane, rows, 40).sum(0))) {
      for (int c = 0; c < 40; c++) {
        assertEquals(sum, columns.getFloat(4 * c), "column " + c);
      }
    }
    // Panels whose base suits already, and results above the largest and below the least normal.
    for (int count : new int[] {9, 70}) {
      for (float x : new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE}) {
        float[] panels = new float[100 * count * 40];
        Arrays.fill(panels, x);
        float each = roundedToFloat(units(x).multiply(BigInteger.valueOf(count)));
        for (ByteBuffer sums : inAllLanes(of -> of.of(panels, 100, count, 40).sum(1))) {
          for (int i = 0; i < 100 * 40; i++) {
            assertEquals(each, sums.getFloat(4 * i), x + ", " + count + " terms, output " + i);
          }
        }
      }
    }
  }

  @Test
  void manyEqualValues() {
    int n = 1 << 22;
    float[] floats = new float[n];
    Arrays.fill(floats, 0.1f);
    BigInteger sum = units(0.1f).shiftLeft(22);
    assertEquals(roundedToFloat(sum), fc.of(floats).sum().read().bytes().getFloat(0));
    double[] doubles = new double[n];
    Arrays.fill(doubles, 0.1);
    assertEquals(rounded(units(0.1).shiftLeft(22)), fc.of(doubles).sum().toDouble());
  }

  @Test
  void aFewNonFiniteTermsLeaveTheOtherSumsAlone() {
    double[] plane = new double[ROWS * WIDTH];
    Arrays.fill(plane, 0.1);
    plane[5 * WIDTH + 17] = Double.NaN;
    plane[70 * WIDTH + 18] = Double.POSITIVE_INFINITY;
    plane[WIDTH + 1030] = Double.NEGATIVE_INFINITY;
    plane[9 * WIDTH + 2048] = Double.POSITIVE_INFINITY;
    plane[10 * WIDTH + 2048] = Double.NEGATIVE_INFINITY;
    double plain = rounded(units(0.1).multiply(BigInteger.valueOf(ROWS)));
    ByteBuffer sums = fc.of(plane, ROWS, WIDTH).sum(0).read().bytes();
    for (int c = 0; c < WIDTH; c++) {
      double expected =
          switch (c) {
            case 17, 2048 -> Double.NaN;
            case 18 -> Double.POSITIVE_INFINITY;
            case 1030 -> Double.NEGATIVE_INFINITY;
            default -> plain;
          };
      assertEquals(expected, sums.getDouble(8 * c), "column " + c);
    }
  }
}
