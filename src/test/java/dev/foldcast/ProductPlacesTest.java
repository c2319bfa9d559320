package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Report;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Products have the same bits wherever in their pages operands and results lie: schedules go by
 * addresses, and stores past the caches must not touch what lies around a result.
 */
class ProductPlacesTest {
  private static final int PAGE = 4096;
  private static final byte AROUND = 0x55;
  private static final List<DType> TYPES =
      List.of(DType.INT8, DType.FLOAT16, DType.FLOAT32, DType.COMPLEX128);

  /** Where a result begins in its page, how far ahead of the first operand's and the second's. */
  private record Place(int begin, int ofFirst, int ofSecond) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(0, 0, 0),
          new Place(16, 0, 16),
          new Place(64, 64, 4032),
          new Place(48, 4032, 128),
          new Place(4080, 2048, 64),
          new Place(128, 16, 1024));

  /** Memory that begins {@code begin} bytes after a page's begin, with a page on either side. */
  private static ByteBuffer page(int bytes) {
    return ByteBuffer.allocateDirect(bytes + 4 * PAGE)
        .alignedSlice(PAGE)
        .order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer part(ByteBuffer pages, int begin, int bytes) {
    return pages.slice(PAGE + Math.floorMod(begin, PAGE), bytes).order(ByteOrder.nativeOrder());
  }

  private static Array at(Foldcast fc, Sample sample, int begin) {
    int bytes = sample.memory.capacity();
    ByteBuffer memory = part(page(bytes), begin, bytes);
    memory.put(0, sample.memory, 0, bytes);
    return fc.of(memory, sample.dtype, sample.layout());
  }

  private static void check(
      Foldcast fc, Sample x, Sample y, Place place, Set<String> kernels, String what) {
    Array product =
        at(fc, x, place.begin - place.ofFirst).multiply(at(fc, y, place.begin - place.ofSecond));
    Plan plan = product.plans().get(0);
    int bytes = (int) plan.resultBytes();
    ByteBuffer pages = page(bytes);
    byte[] around = new byte[pages.capacity()];
    Arrays.fill(around, AROUND);
    pages.put(0, around);
    ByteBuffer into = part(pages, place.begin, bytes);
    List<Report> reports = product.readInto(into, product.dtype(), plan.result());
    boolean[] none = new boolean[Math.max(x.extents.length, y.extents.length)];
    Expected expected = Expected.of(List.of(x, y), null, Fold.NONE, none, false);
    Result result = new Result(product.dtype(), plan.result(), into, reports);
    assertNull(expected.differs(result, false), what + " at " + place);
    into.put(0, around, 0, bytes);
    assertEquals(
        -1, pages.mismatch(ByteBuffer.wrap(around)), what + " at " + place + ": around it");
    kernels.add(plan.passes().get(0).kernel());
  }

  private static Sample sample(DType dtype, Layout layout, Random random) {
    Shape shape = layout.shape();
    long[] extents = shape.extents();
    long[] strides = new long[extents.length];
    for (int d = 0; d < extents.length; d++) {
      strides[d] = layout.stride(d);
    }
    return new Sample(dtype, extents, strides, 0, false, 0)
        .fill(Sample.Numbers.SMALL_INTEGERS, random);
  }

  private static Configuration rows(DType dtype, long streamFrom) {
    return new Configuration(1, 3, 64 / dtype.component().itemBytes() > 16 ? 16 : 8, false, 0, 2)
        .withWalk(Walk.ROWS)
        .withStores(streamFrom, 1);
  }

  private static String described(DType dtype, long streamFrom, Object shape) {
    return String.format(Locale.ROOT, "%s %s, past the caches from %d", dtype, shape, streamFrom);
  }

  /** Rows of whole pages, of half ones, and a line or a few more. */
  @Test
  void rowsSideBySide() {
    Random random = new Random(20261130);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : TYPES) {
      for (long streamFrom : new long[] {0, Long.MAX_VALUE}) {
        try (Foldcast fc =
            Devices.open(Options.DEFAULT.withConfiguration(rows(dtype, streamFrom)))) {
          for (int rowBytes : new int[] {1024, 2048, 4096, 4160, 8192}) {
            long width = rowBytes / dtype.itemBytes();
            Sample x = sample(dtype, Layout.c(Shape.of(6, width)), random);
            Sample row = sample(dtype, Layout.c(Shape.of(width)), random);
            Sample column = sample(dtype, Layout.c(Shape.of(6, 1)), random);
            String what = described(dtype, streamFrom, x);
            for (Place place : PLACES) {
              check(fc, x, row, place, kernels, what + " by row");
              check(fc, column, row, place, kernels, what + " outer");
            }
          }
        }
      }
    }
    assertEquals(Set.of("elementwise"), kernels);
  }

  /** Rows of few terms: their groups begin at a vector of the result, if any of them does. */
  @Test
  void shortRows() {
    Random random = new Random(20261201);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : TYPES) {
      for (long streamFrom : new long[] {0, Long.MAX_VALUE}) {
        try (Foldcast fc =
            Devices.open(Options.DEFAULT.withConfiguration(rows(dtype, streamFrom)))) {
          for (int length : new int[] {3, 8}) {
            for (int height : new int[] {16, 131}) {
              Sample x = sample(dtype, Layout.c(Shape.of(2, height, length)), random);
              Sample row = sample(dtype, Layout.c(Shape.of(length)), random);
              String what = described(dtype, streamFrom, x);
              for (Place place : PLACES) {
                check(fc, x, row, place, kernels, what + " by row");
              }
            }
          }
        }
      }
    }
    assertEquals(Set.of("short_rows"), kernels);
  }

  /** Squares that are turned in registers begin at a vector of the result. */
  @Test
  void squares() {
    Random random = new Random(20261202);
    Set<String> kernels = new HashSet<>();
    for (DType dtype : TYPES) {
      for (long streamFrom : new long[] {0, Long.MAX_VALUE}) {
        try (Foldcast fc =
            Devices.open(Options.DEFAULT.withConfiguration(rows(dtype, streamFrom)))) {
          for (int rowBytes : new int[] {512, 1088}) {
            long width = rowBytes / dtype.itemBytes();
            Sample c = sample(dtype, Layout.c(Shape.of(37, width)), random);
            Sample f = sample(dtype, Layout.f(Shape.of(37, width)), random);
            String what = described(dtype, streamFrom, c);
            for (Place place : PLACES) {
              check(fc, c, f, place, kernels, what + " C by F");
            }
          }
        }
      }
    }
    assertEquals(Set.of("tiles"), kernels);
  }
}
