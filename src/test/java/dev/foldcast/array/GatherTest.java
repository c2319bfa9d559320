package dev.foldcast.array;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gathers out of memory of this process, against a model of one byte after the other. */
class GatherTest {
  private static final int BYTES = 100_008;

  private record Kind(String name, int unit, Function<ByteBuffer, HostMemory> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("direct", 1, DirectMemory::new),
        new Kind("default", 1, Windowed::new),
        new Kind("float[]", 4, b -> JavaArrayMemory.of(floats(b))),
        new Kind("double[]", 8, b -> JavaArrayMemory.of(doubles(b))),
        new Kind("int[]", 4, b -> JavaArrayMemory.of(ints(b))),
        new Kind("long[]", 8, b -> JavaArrayMemory.of(longs(b))));
  }

  /** What every memory can do by its windows. */
  private record Windowed(ByteBuffer bytes) implements HostMemory {
    @Override
    public long byteSize() {
      return bytes.capacity();
    }

    @Override
    public ByteBuffer window(long offset, long length) {
      return bytes.slice((int) offset, (int) length);
    }

    @Override
    public boolean isShared() {
      return true;
    }
  }

  private static float[] floats(ByteBuffer from) {
    float[] values = new float[BYTES / 4];
    from.asFloatBuffer().get(values);
    return values;
  }

  private static double[] doubles(ByteBuffer from) {
    double[] values = new double[BYTES / 8];
    from.asDoubleBuffer().get(values);
    return values;
  }

  private static int[] ints(ByteBuffer from) {
    int[] values = new int[BYTES / 4];
    from.asIntBuffer().get(values);
    return values;
  }

  private static long[] longs(ByteBuffer from) {
    long[] values = new long[BYTES / 8];
    from.asLongBuffer().get(values);
    return values;
  }

  /** No signalling NaN among them: Java may change its bits. */
  private static byte byteAt(long at) {
    return (byte) ((at * 31 + at / 251) & 0x3f);
  }

  private static ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
    for (int k = 0; k < BYTES; k++) {
      bytes.put(k, byteAt(k));
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyGatherIsThatOfTheModel(Kind kind) {
    HostMemory memory = kind.of.apply(bytes());
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Runs runs = RandomRuns.of(random, BYTES, kind.unit);
      RandomRuns.check(
          kind + " seed " + seed, memory, runs, random.nextInt(20), GatherTest::byteAt);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsOutsideIsRefused(Kind kind) {
    RandomRuns.checkRefusals(kind.of.apply(bytes()), kind.unit);
  }

  @Test
  void aRunOfAJavaArrayMayNotCutAnElement() {
    HostMemory memory = JavaArrayMemory.of(new double[10]);
    for (Runs cut :
        List.of(
            new Runs(4, 8, List.of()),
            new Runs(0, 4, List.of()),
            new Runs(0, 8, List.of(new Runs.Loop(2, 4))))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> memory.gather(cut, ByteBuffer.allocateDirect(100)),
          cut::toString);
    }
  }
}
