package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stores past the caches and by tiles: every element is right wherever rows begin and end. */
class StoresTest {
  private static final int[] VECTORS = {8, 16, 4, 2, 1};

  /** Bytes around an output that nobody may write to. */
  private static final int MARGIN = 192;

  private static Configuration configuration(int vector, int tile, long streamFrom) {
    return new Configuration(1 + vector % 3, 3, vector, false, 0, 2).withStores(streamFrom, tile);
  }

  /**
   * Computes a product into memory that begins {@code skew} elements after a line, and looks at
   * what lies around it.
   */
  private static void check(
      Foldcast fc, Sample x, Sample y, int skew, Set<String> kernels, String what) {
    Array product = x.in(fc).multiply(y.in(fc));
    Plan plan = product.plans().get(0);
    int bytes = (int) plan.resultBytes();
    ByteBuffer all =
        ByteBuffer.allocateDirect(bytes + 2 * MARGIN + 64)
            .alignedSlice(64)
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < all.capacity(); i++) {
      all.put(i, (byte) 0x55);
    }
    int begin = MARGIN + skew * product.dtype().component().itemBytes();
    ByteBuffer into = all.slice(begin, bytes).order(ByteOrder.nativeOrder());
    List<dev.foldcast.engine.Report> reports =
        product.readInto(into, product.dtype(), plan.result());
    boolean[] none = new boolean[Math.max(x.extents.length, y.extents.length)];
    Expected expected = Expected.of(List.of(x, y), null, Fold.NONE, none, false);
    Result result = new Result(product.dtype(), plan.result(), into, reports);
    assertNull(expected.differs(result, false), what);
    for (int i = 0; i < all.capacity(); i++) {
      boolean inside = i >= begin && i < begin + bytes;
      assertTrue(inside || all.get(i) == 0x55, what + ": byte " + (i - begin) + " is overwritten");
    }
    kernels.add(plan.passes().get(0).kernel());
  }

  private static Sample sample(DType dtype, Layout layout, Random random) {
    Shape shape = layout.shape();
    long[] extents = new long[shape.rank()];
    long[] strides = new long[shape.rank()];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = shape.extent(d);
      strides[d] = layout.stride(d);
    }
    Sample.Numbers numbers =
        random.nextBoolean() ? Sample.Numbers.SMALL_INTEGERS : Sample.Numbers.ANY_BITS;
    return new Sample(dtype, extents, strides, 0, false, 0).fill(numbers, random);
  }

  /** One type of each width: each costs the driver a dozen kernels. */
  private static final List<DType> OF_EACH_WIDTH =
      List.of(DType.BOOL, DType.FLOAT16, DType.FLOAT32, DType.COMPLEX64, DType.COMPLEX128);

  @Test
  void rowsAreStoredWhereTheyBelong() {
    rows(OF_EACH_WIDTH);
  }

  @Test
  @Tag("long")
  void rowsOfEveryTypeAreStoredWhereTheyBelong() {
    rows(List.of(DType.values()));
  }

  @Test
  void tilesAreStoredWhereTheyBelong() {
    tiles(OF_EACH_WIDTH);
  }

  @Test
  @Tag("long")
  void tilesOfEveryTypeAreStoredWhereTheyBelong() {
    tiles(List.of(DType.values()));
  }

  /** Rows of many lengths, of which 512 bytes go past the caches, broadcast each way. */
  private static void rows(List<DType> types) {
    long seed = 20261123;
    Random random = new Random(seed);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : types) {
      int number = List.of(DType.values()).indexOf(dtype);
      int vector = VECTORS[number % VECTORS.length];
      try (Foldcast fc =
          Devices.open(Options.DEFAULT.withConfiguration(configuration(vector, 0, 0)))) {
        for (long width : new long[] {1, 3, 17, 64, 151, 513, 600, 1030, 2063}) {
          long rows = 1L + random.nextInt(9);
          Sample x = sample(dtype, Layout.c(Shape.of(2, rows, width)), random);
          Sample row = sample(dtype, Layout.c(Shape.of(width)), random);
          Sample column = sample(dtype, Layout.c(Shape.of(2, rows, 1)), random);
          String what =
              String.format(
                  Locale.ROOT,
                  "%s, vector %d, (2, %d, %d), seed %d",
                  dtype,
                  vector,
                  rows,
                  width,
                  seed);
          check(fc, x, row, 0, kernels, what + " by row");
          check(fc, column, row, 1 + random.nextInt(7), kernels, what + " outer");
          check(fc, x, column, random.nextInt(16), kernels, what + " by column");
        }
      }
    }
    assertTrue(kernels.contains("elementwise"), kernels.toString());
  }

  /**
   * Rows with something in common, four of them at once where they lie in whole lines: fewer than
   * four, some left over, and rows that end within a line or begin there.
   */
  @Test
  void rowsSideBySideAreStoredWhereTheyBelong() {
    long seed = 20261127;
    Random random = new Random(seed);
    Set<Walk> walks = new HashSet<>();
    Set<String> kernels = new HashSet<>();
    for (DType dtype : OF_EACH_WIDTH) {
      int vector = VECTORS[List.of(DType.values()).indexOf(dtype) % VECTORS.length];
      for (long streamFrom : new long[] {0, Long.MAX_VALUE}) {
        Configuration rows = configuration(vector, 0, streamFrom).withWalk(Walk.ROWS);
        try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(rows))) {
          for (long width : new long[] {64, 600, 1024, 1041, 2112}) {
            long height = 3L + random.nextInt(9);
            Sample x = sample(dtype, Layout.c(Shape.of(2, height, width)), random);
            Sample row = sample(dtype, Layout.c(Shape.of(width)), random);
            Sample box = sample(dtype, Layout.c(Shape.of(2, 1, width)), random);
            Sample column = sample(dtype, Layout.c(Shape.of(2, height, 1)), random);
            String what =
                String.format(
                    Locale.ROOT,
                    "%s, vector %d, (2, %d, %d), seed %d",
                    dtype,
                    vector,
                    height,
                    width,
                    seed);
            check(fc, x, row, 0, kernels, what + " by row");
            check(fc, x, box, random.nextInt(2), kernels, what + " by a row of each box");
            check(fc, column, row, random.nextInt(8), kernels, what + " outer");
            Plan plan = x.in(fc).multiply(row.in(fc)).plans().get(0);
            walks.add(((Pass.Elementwise) plan.passes().get(0)).walk());
          }
        }
      }
    }
    assertEquals(Set.of(Walk.ROWS, Walk.STRAIGHT), walks);
    assertEquals(Set.of("elementwise"), kernels);
  }

  /** Operands whose neighbours lie along different axes: squares and what is left of them. */
  private static void tiles(List<DType> types) {
    long seed = 20261124;
    Random random = new Random(seed);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : types) {
      int number = List.of(DType.values()).indexOf(dtype);
      int vector = VECTORS[number % 4];
      int tile = 1 + number % 3;
      long streamFrom = number % 3 == 2 ? Long.MAX_VALUE : 0;
      try (Foldcast fc =
          Devices.open(
              Options.DEFAULT.withConfiguration(configuration(vector, tile, streamFrom)))) {
        for (long[] size : new long[][] {{16, 16}, {37, 64}, {80, 51}, {33, 100}}) {
          Sample c = sample(dtype, Layout.c(Shape.of(3, size[0], size[1])), random);
          Sample f = sample(dtype, Layout.f(Shape.of(size)), random);
          String what =
              String.format(
                  Locale.ROOT,
                  "%s, vector %d, tile %d, (%d, %d), seed %d",
                  dtype,
                  vector,
                  tile,
                  size[0],
                  size[1],
                  seed);
          check(fc, c, f, 0, kernels, what + " C by F");
          check(fc, f, c, 1 + random.nextInt(8), kernels, what + " F by C");
        }
      }
    }
    assertTrue(kernels.contains("tiles"), kernels.toString());
  }

  /** Rows of up to 16 terms: by each way to load an operand, past the caches and not. */
  @Test
  void shortRowsAreStoredWhereTheyBelong() {
    shortRows(OF_EACH_WIDTH, new int[] {2, 3, 7, 16});
  }

  @Test
  @Tag("long")
  void shortRowsOfEveryTypeAreStoredWhereTheyBelong() {
    shortRows(List.of(DType.values()), new int[] {2, 3, 4, 5, 6, 7, 8, 11, 13, 15, 16});
  }

  private static void shortRows(List<DType> types, int[] lengths) {
    long seed = 20261128;
    Random random = new Random(seed);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : types) {
      for (int length : lengths) {
        int vector = VECTORS[(List.of(DType.values()).indexOf(dtype) + length) % VECTORS.length];
        long streamFrom = length % 2 == 0 ? 0 : Long.MAX_VALUE;
        try (Foldcast fc =
            Devices.open(Options.DEFAULT.withConfiguration(configuration(vector, 0, streamFrom)))) {
          long rows = 16L * (1 + random.nextInt(9)) + random.nextInt(16);
          String what =
              String.format(
                  Locale.ROOT,
                  "%s, vector %d, (2, %d, %d), seed %d",
                  dtype,
                  vector,
                  rows,
                  length,
                  seed);
          Sample x = sample(dtype, Layout.c(Shape.of(2, rows, length)), random);
          Sample row = sample(dtype, Layout.c(Shape.of(length)), random);
          Sample column = sample(dtype, Layout.c(Shape.of(2, rows, 1)), random);
          Shape cut = Shape.of(2, rows, length);
          long[] gaps = {rows * (length + 3), length + 3, 1};
          Sample part = sample(dtype, Layout.strided(cut, gaps, 0), random);
          long[] every = {3 * rows, 3, 0};
          Sample third = sample(dtype, Layout.strided(cut, every, 0), random);
          check(fc, x, row, 0, kernels, what + " by row");
          check(fc, column, row, random.nextInt(8), kernels, what + " outer");
          check(fc, column, x, random.nextInt(16), kernels, what + " by column");
          check(fc, part, third, 0, kernels, what + " with gaps");
        }
      }
    }
    assertEquals(Set.of("short_rows"), kernels);
  }

  private static Configuration sharing(int workGroup, int side) {
    return new Configuration(workGroup, 3, 4, true, 0, 2).withStores(Long.MAX_VALUE, side);
  }

  /**
   * Work-groups that share squares: fewer and more work-items than terms, and what is left over.
   */
  @Test
  void sharedTilesAreStoredWhereTheyBelong() {
    long seed = 20261126;
    Random random = new Random(seed);
    Set<String> kernels = new HashSet<>();
    List<DType> types = List.of(DType.FLOAT16, DType.FLOAT32, DType.COMPLEX128);
    int[] workGroups = {48, 256, 7};
    int[] sides = {4, 11, 32};
    for (int i = 0; i < types.size(); i++) {
      DType dtype = types.get(i);
      try (Foldcast fc =
          Devices.open(Options.DEFAULT.withConfiguration(sharing(workGroups[i], sides[i])))) {
        for (long[] size : new long[][] {{16, 16}, {37, 64}, {80, 51}, {3, 100}}) {
          Sample c = sample(dtype, Layout.c(Shape.of(3, size[0], size[1])), random);
          Sample f = sample(dtype, Layout.f(Shape.of(size)), random);
          String what =
              String.format(
                  Locale.ROOT,
                  "%s, %d work-items, side %d, (%d, %d), seed %d",
                  dtype,
                  workGroups[i],
                  sides[i],
                  size[0],
                  size[1],
                  seed);
          check(fc, c, f, 0, kernels, what + " C by F");
          check(fc, f, c, 1 + random.nextInt(8), kernels, what + " F by C");
        }
      }
    }
    assertEquals(Set.of("shared_tiles"), kernels);
  }

  /** Two types in one tile, and three operands, one of them broadcast. */
  @Test
  void tilesMixTypesAndBroadcasts() {
    assertTrue(mixed(configuration(16, 2, 0)).contains("tiles"));
  }

  @Test
  void sharedTilesMixTypesAndBroadcasts() {
    assertTrue(mixed(sharing(16, 16)).contains("shared_tiles"));
  }

  private static Set<String> mixed(Configuration configuration) {
    Random random = new Random(20261125);
    Set<String> kernels = new HashSet<>();
    Layout c = Layout.c(Shape.of(45, 70));
    Layout f = Layout.f(Shape.of(45, 70));
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(configuration))) {
      check(
          fc,
          sample(DType.COMPLEX64, c, random),
          sample(DType.FLOAT16, f, random),
          0,
          kernels,
          "complex64 by float16");
      check(
          fc,
          sample(DType.INT8, f, random),
          sample(DType.UINT16, c, random),
          3,
          kernels,
          "int8 by uint16");
      Sample row = sample(DType.FLOAT64, Layout.c(Shape.of(70)), random);
      check(fc, row, sample(DType.FLOAT32, f, random), 0, kernels, "row by F");
    }
    return kernels;
  }
}
