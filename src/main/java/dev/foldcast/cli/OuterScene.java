package dev.foldcast.cli;

import dev.foldcast.Foldcast;
import dev.foldcast.Result;
import dev.foldcast.array.DType;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** A complex outer product: both operands tiled to the full shape, against broadcasting. */
final class OuterScene implements DemoScene {
  private static final int BLOCKS = 64 * 256;
  private static final int ROWS = 16;
  private static final int COLUMNS = 151;
  private static final int SIZE = BLOCKS * ROWS * COLUMNS;

  private boolean doubles;

  @Override
  public String key() {
    return "outer_product";
  }

  @Override
  public List<String> title() {
    return List.of(
        "1. A complex outer product, compiling included:",
        "   (64, 256, 16, 1) times (1, 1, 16, 151), " + SIZE + " elements");
  }

  @Override
  public Outcome play(NaiveDevice naive, Foldcast foldcast) {
    doubles = naive.fp64();
    ByteBuffer left = operand(BLOCKS * ROWS, OuterScene::left);
    ByteBuffer right = operand(ROWS * COLUMNS, OuterScene::right);
    boolean naiveRight;
    Stopwatch time = new Stopwatch();
    try (ClProgram program = naive.build()) {
      time.lap("build");
      ByteBuffer tile = NaiveDevice.direct((long) SIZE * itemBytes());
      tile(tile, left, i -> i / COLUMNS);
      try (ClBuffer a = naive.upload(tile)) {
        tile(tile, right, i -> i % (ROWS * COLUMNS));
        try (ClBuffer b = naive.upload(tile);
            ClBuffer c = naive.allocate((long) SIZE * itemBytes());
            ClKernel kernel = program.kernel("multiply")) {
          time.lap("tile and copy");
          naive.run(kernel.arg(0, a).arg(1, b).arg(2, c), SIZE, 64);
          time.lap("kernel");
          naive.download(c, tile);
          time.lap("download");
        }
      }
      naiveRight = isRight(tile);
    }
    Way tiled =
        new Way(
            "both operands tiled on the host, copied, multiplied",
            time.seconds(),
            time.toString(),
            "");
    return ours(foldcast, left, right, tiled, naiveRight);
  }

  private Outcome ours(
      Foldcast foldcast, ByteBuffer left, ByteBuffer right, Way tiled, boolean naiveRight) {
    DType dtype = doubles ? DType.COMPLEX128 : DType.COMPLEX64;
    long start = System.nanoTime();
    Result result =
        foldcast
            .of(left, dtype, 64, 256, ROWS, 1)
            .multiply(foldcast.of(right, dtype, 1, 1, ROWS, COLUMNS))
            .read();
    double seconds = (System.nanoTime() - start) / 1e9;
    Report report = result.reports().get(0);
    boolean oursRight = isRight(result.bytes());
    return new Outcome(
        tiled,
        new Way(
            "one kernel that reads the operands as they are", seconds, parts(report, seconds), ""),
        oursRight,
        "all elements against the formula"
            + (naiveRight ? ", in both" : "; the naive one is wrong"));
  }

  private static String parts(Report report, double seconds) {
    double known = report.spans().stream().mapToLong(Span::nanos).sum() / 1e9;
    return String.format(
        Locale.ROOT,
        "build %s, upload %s, kernel %s, download %s, rest %s",
        Text.seconds(report.nanos(Span.Kind.BUILD) / 1e9),
        Text.seconds(report.nanos(Span.Kind.UPLOAD) / 1e9),
        Text.seconds(report.nanos(Span.Kind.KERNEL) / 1e9),
        Text.seconds(report.nanos(Span.Kind.DOWNLOAD) / 1e9),
        Text.seconds(seconds - known));
  }

  private int itemBytes() {
    return doubles ? 16 : 8;
  }

  /** Real part of left element i; its imaginary part is that of i + 1. */
  private static int left(int i) {
    return i % 1021 - 500;
  }

  private static int right(int i) {
    return 300 - i % 509;
  }

  private ByteBuffer operand(int elements, IntUnaryOperator value) {
    ByteBuffer bytes = NaiveDevice.direct((long) elements * itemBytes());
    for (int i = 0; i < elements; i++) {
      put(bytes, value.applyAsInt(i));
      put(bytes, value.applyAsInt(i + 1));
    }
    return bytes.flip();
  }

  private void put(ByteBuffer bytes, int value) {
    if (doubles) {
      bytes.putDouble(value / 8.0);
    } else {
      bytes.putFloat(value / 8.0f);
    }
  }

  private void tile(ByteBuffer to, ByteBuffer from, IntUnaryOperator source) {
    to.clear();
    for (int i = 0; i < SIZE; i++) {
      int at = source.applyAsInt(i) * itemBytes();
      to.putLong(from.getLong(at));
      if (doubles) {
        to.putLong(from.getLong(at + 8));
      }
    }
    to.flip();
  }

  /** The products are multiples of 1/64 below 2^19, so both types hold them exactly. */
  private boolean isRight(ByteBuffer bytes) {
    for (int i = 0; i < SIZE; i++) {
      int l = i / COLUMNS;
      int r = i % (ROWS * COLUMNS);
      long re = (long) left(l) * right(r) - (long) left(l + 1) * right(r + 1);
      long im = (long) left(l) * right(r + 1) + (long) left(l + 1) * right(r);
      int at = i * itemBytes();
      double gotRe = doubles ? bytes.getDouble(at) : bytes.getFloat(at);
      double gotIm = doubles ? bytes.getDouble(at + 8) : bytes.getFloat(at + 4);
      if (gotRe * 64 != re || gotIm * 64 != im) {
        return false;
      }
    }
    return true;
  }
}
