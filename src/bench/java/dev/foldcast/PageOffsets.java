package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.measure.RandomMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Times of products into existing memory over where operands and results lie in their pages. A load
 * waits for an earlier store whose address ends in the same twelve bits, so a product may take
 * several times as long in one place as in another; its schedule is good if it does not.
 *
 * <pre>
 * mvn -Pbench -DskipTests test-compile exec:exec -Dbench.main=dev.foldcast.PageOffsets \
 *     -Djmh="MEBIBYTES ROUNDS CASE[,CASE...] [DTYPE[,DTYPE...]]"
 * </pre>
 *
 * Cases are {@code cc row column outer three cf}. Each line is a place of the result relative to
 * the first operand's and to the second's, in bytes modulo 4096: the least and the median
 * milliseconds of whole calls, the least that all processors together worked for one, which other
 * processes hardly change, and that by the best place's.
 */
public final class PageOffsets {
  private static final int PAGE = 4096;

  /** Below 2 in all types of floating-point numbers. */
  private static final long POSITIVE_NUMBERS = 0x3fff_3fff_3fff_3fffL;

  private static final int[] AHEAD = {0, 16, 64, 128, 256, 512, 1024, 2048, 3072, 3840, 4032, 4080};

  private final Foldcast foldcast;
  private final ByteBuffer first;
  private final ByteBuffer second;
  private final ByteBuffer result;
  private final long bytes;
  private final int rounds;

  private PageOffsets(Foldcast foldcast, long bytes, int rounds) {
    this.foldcast = foldcast;
    this.bytes = bytes;
    this.rounds = rounds;
    first = RandomMemory.allocate(bytes + 3 * PAGE);
    second = RandomMemory.allocate(bytes + 3 * PAGE);
    result = RandomMemory.allocate(bytes + 3 * PAGE);
    RandomMemory.fill(first, 1, bits -> bits & POSITIVE_NUMBERS);
    RandomMemory.fill(second, 2, bits -> bits & POSITIVE_NUMBERS);
  }

  /** Mebibytes of the result, rounds, cases and types. */
  public static void main(String[] args) {
    String[] types = args.length > 3 ? args[3].split(",", -1) : new String[] {"float32"};
    try (Foldcast foldcast = Foldcast.open()) {
      PageOffsets offsets =
          new PageOffsets(foldcast, Long.parseLong(args[0]) << 20, Integer.parseInt(args[1]));
      for (String which : args[2].split(",", -1)) {
        for (String type : types) {
          offsets.print(which, DType.valueOf(type.toUpperCase(Locale.ROOT)));
        }
      }
    }
  }

  /** Where the result begins in its page, and how far ahead of the operands it lies. */
  private record Place(int begin, int ofFirst, int ofSecond) {}

  /** Places of one line of the table: one or both operands everywhere. */
  private record Line(String name, List<Place> places) {
    static Line of(String name, IntFunction<Place> place) {
      return new Line(name, Arrays.stream(AHEAD).mapToObj(place).toList());
    }
  }

  private static final List<Line> LINES =
      List.of(
          Line.of("x", ahead -> new Place(0, ahead, 1472)),
          Line.of("y", ahead -> new Place(0, 1472, ahead)),
          Line.of("x, -y", ahead -> new Place(64, ahead, -ahead)),
          Line.of("x, y, 16", ahead -> new Place(16, ahead, ahead)),
          Line.of("x, 48", ahead -> new Place(48, ahead, 1472)));

  private void print(String which, DType dtype) {
    List<Runnable> calls = new ArrayList<>();
    for (Line line : LINES) {
      line.places.forEach(place -> calls.add(call(which, dtype, place)));
    }
    double[][] times = new double[calls.size()][rounds];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).run();
      order.add(i);
    }
    Random random = new Random(1);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (int i : order) {
        long start = System.nanoTime();
        calls.get(i).run();
        times[i][round] = (System.nanoTime() - start) / 1e6;
      }
    }
    System.out.printf(Locale.ROOT, "%-8s %-8s", which, dtype);
    Arrays.stream(AHEAD).forEach(ahead -> System.out.printf(Locale.ROOT, "%7d", ahead));
    System.out.println();
    for (int i = 0; i < LINES.size(); i++) {
      double[][] some = Arrays.copyOfRange(times, i * AHEAD.length, (i + 1) * AHEAD.length);
      print(LINES.get(i).name + " least", some, time -> time.min().orElseThrow());
      print("  median", some, time -> time.sorted().toArray()[rounds / 2]);
    }
  }

  private static void print(String name, double[][] times, ToDoubleFunction<DoubleStream> value) {
    System.out.printf(Locale.ROOT, "%-17s", name);
    for (double[] some : times) {
      System.out.printf(Locale.ROOT, "%7.2f", value.applyAsDouble(Arrays.stream(some)));
    }
    System.out.println();
  }

  private Runnable call(String which, DType dtype, Place place) {
    long width = Integer.getInteger("width", 8192) / dtype.itemBytes() * 4L;
    long height = bytes / dtype.itemBytes() / width;
    Shape shape = Shape.of(height, width);
    Layout x = Layout.c(shape);
    Layout y = Layout.c(shape);
    switch (which) {
      case "row" -> y = Layout.c(Shape.of(width));
      case "column" -> y = Layout.c(Shape.of(height, 1));
      case "outer" -> {
        x = Layout.c(Shape.of(height, 1));
        y = Layout.c(Shape.of(width));
      }
      case "three" -> {
        x = Layout.c(Shape.of(bytes / dtype.itemBytes() / 3, 3));
        y = Layout.c(Shape.of(3));
      }
      case "cf" -> y = Layout.f(shape);
      default -> {}
    }
    Array product =
        array(first, place.begin - place.ofFirst, dtype, x)
            .multiply(array(second, place.begin - place.ofSecond, dtype, y));
    ByteBuffer into = slice(result, place.begin, product.shape().size() * dtype.itemBytes());
    return () -> product.readInto(into, product.dtype(), Layout.c(product.shape()));
  }

  private Array array(ByteBuffer memory, int begin, DType dtype, Layout layout) {
    long size = layout.shape().size() * dtype.itemBytes();
    return foldcast.of(slice(memory, begin, size), dtype, layout);
  }

  /** Memory that begins so many bytes into a page. */
  private static ByteBuffer slice(ByteBuffer memory, int begin, long size) {
    return memory
        .slice(PAGE + Math.floorMod(begin, PAGE), Math.toIntExact(size))
        .order(ByteOrder.nativeOrder());
  }
}
