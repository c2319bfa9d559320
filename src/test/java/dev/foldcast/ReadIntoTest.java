package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.error.ClosedException;
import dev.foldcast.error.ExpressionException;
import dev.foldcast.error.ShapeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Results in memory that the caller has, as NumPy's {@code out=}. */
class ReadIntoTest {
  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** 0, 1, 2, ... as float32. */
  private static ByteBuffer counting(int n) {
    ByteBuffer buffer = direct(4 * n);
    for (int i = 0; i < n; i++) {
      buffer.putFloat(4 * i, i);
    }
    return buffer;
  }

  @Test
  void nothingIsCopiedAndNoOtherMemoryIsUsed() {
    try (Foldcast fc = Devices.open()) {
      int n = 2000; // more bytes than the host shares with the device
      ByteBuffer x = counting(n);
      ByteBuffer into = direct(4 * n + 16).position(8).limit(4 * n + 8);
      Array square = fc.of(x, DType.FLOAT32, n).multiply(fc.of(x, DType.FLOAT32, n));
      assertEquals(1, square.readInto(into).size());
      for (int i = 0; i < n; i++) {
        assertEquals((float) i * i, into.getFloat(8 + 4 * i));
      }
      assertEquals(8, into.position());
      assertEquals(0, into.getLong(0));
      assertEquals(0, fc.counters().copiedBytes());
      if (fc.limits().hostMemory()) {
        assertEquals(0, fc.counters().peakAllocatedBytes());
      }
      assertEquals(0, fc.counters().liveBuffers());
    }
  }

  @Test
  void theCallerChoosesTheOrder() {
    try (Foldcast fc = Devices.open()) {
      Shape shape = Shape.of(3, 5);
      Array x = fc.of(counting(15), DType.FLOAT32, Layout.f(shape));
      ByteBuffer c = direct(60);
      ByteBuffer f = direct(60);
      x.multiply(x).readInto(c);
      x.multiply(x).readInto(f, DType.FLOAT32, Layout.f(shape));
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          float value = i + 3 * j;
          assertEquals(value * value, c.getFloat(4 * (5 * i + j)));
          assertEquals(value * value, f.getFloat(4 * (i + 3 * j)));
        }
      }
    }
  }

  @Test
  void memoryThatKernelsCannotUseGetsACopy() {
    try (Foldcast fc = Devices.open()) {
      Array x = fc.of(counting(100), DType.FLOAT32, 100);
      ByteBuffer heap = ByteBuffer.allocate(400).order(ByteOrder.nativeOrder());
      x.multiply(x).readInto(heap);
      ByteBuffer odd = direct(401).position(1).slice().order(ByteOrder.nativeOrder());
      x.multiply(x).readInto(odd);
      for (int i = 0; i < 100; i++) {
        assertEquals((float) i * i, heap.getFloat(4 * i));
        assertEquals((float) i * i, odd.getFloat(4 * i));
      }
    }
  }

  /** {@code np.multiply(x, y, out=x)}, and outputs that begin within an operand. */
  @Test
  void anOperandMayBeTheOutput() {
    for (int shift : new int[] {0, 1, 7, 49}) {
      for (boolean reversed : new boolean[] {false, true}) {
        try (Foldcast fc = Devices.open()) {
          ByteBuffer memory = counting(100);
          ByteBuffer out = memory.slice(4 * shift, 200).order(ByteOrder.nativeOrder());
          Layout layout =
              reversed ? Layout.strided(Shape.of(50), new long[] {-1}, 49) : Layout.c(Shape.of(50));
          ByteBuffer operand = memory.slice(0, 200).order(ByteOrder.nativeOrder());
          Array x = fc.of(operand, DType.FLOAT32, layout);
          x.multiply(x).readInto(out);
          for (int i = 0; i < 50; i++) {
            float value = reversed ? 49 - i : i;
            assertEquals(value * value, out.getFloat(4 * i), "shift " + shift + ", element " + i);
          }
        }
      }
    }
  }

  @Test
  void sumsAndEmptyResultsFit() {
    try (Foldcast fc = Devices.open()) {
      Array x = fc.of(counting(12), DType.FLOAT32, 3, 4);
      ByteBuffer rows = direct(12);
      x.sum(1).readInto(rows);
      assertEquals(6, rows.getFloat(0));
      assertEquals(38, rows.getFloat(8));
      ByteBuffer one = direct(4);
      x.mean().readInto(one);
      assertEquals(5.5f, one.getFloat(0));
      Array none = fc.of(direct(0), DType.FLOAT32, 0, 4);
      none.multiply(none).readInto(direct(0));
      ByteBuffer zeros = direct(16).putInt(0, 7);
      none.sum(0).readInto(zeros);
      assertEquals(0, zeros.getInt(0));
    }
  }

  @Test
  void windowsAndDevicesWithMemoryOfTheirOwnFillIt() {
    Options small = Options.DEFAULT.withWindowBytes(256);
    for (Options options : new Options[] {small, small.withOwnMemory(true)}) {
      try (Foldcast fc = Devices.open(options)) {
        Array x = fc.of(counting(1000), DType.FLOAT32, 1000);
        ByteBuffer into = direct(4000);
        x.multiply(x).readInto(into);
        for (int i = 0; i < 1000; i++) {
          assertEquals((float) i * i, into.getFloat(4 * i));
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    try (Foldcast fc = Devices.open()) {
      Array x = fc.of(counting(6), DType.FLOAT32, 2, 3);
      ByteBuffer out = direct(24);
      Layout c = Layout.c(Shape.of(2, 3));
      ExpressionException type =
          assertThrows(ExpressionException.class, () -> x.readInto(out, DType.INT32, c));
      String message = String.valueOf(type.getMessage());
      assertTrue(message.contains("the result is float32 and the output int32"), message);
      Layout turned = Layout.c(Shape.of(3, 2));
      assertThrows(ShapeException.class, () -> x.readInto(out, DType.FLOAT32, turned));
      Layout gaps = Layout.strided(Shape.of(2, 3), new long[] {6, 2}, 0);
      assertThrows(ShapeException.class, () -> x.readInto(out, DType.FLOAT32, gaps));
      assertThrows(ShapeException.class, () -> x.readInto(out.slice(0, 20)));
      assertThrows(ShapeException.class, () -> x.readInto(direct(28)));
      ByteBuffer fixed = out.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
      assertThrows(ReadOnlyBufferException.class, () -> x.readInto(fixed));
      ByteOrder other =
          ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
              ? ByteOrder.LITTLE_ENDIAN
              : ByteOrder.BIG_ENDIAN;
      ByteBuffer swapped = out.duplicate().order(other);
      assertThrows(IllegalArgumentException.class, () -> x.readInto(swapped));
      for (int i = 0; i < 24; i++) {
        assertEquals(0, out.get(i));
      }
    }
  }

  @Test
  void anotherThreadFillsItAndCloseWaits() throws Exception {
    ByteBuffer into = direct(400);
    CompletableFuture<?> done;
    Array x;
    try (Foldcast fc = Devices.open()) {
      x = fc.of(counting(100), DType.FLOAT32, 100);
      Layout layout = Layout.c(Shape.of(100));
      done = x.multiply(x).readIntoAsync(into, DType.FLOAT32, layout);
      done.get();
      assertEquals(99f * 99, into.getFloat(396));
    }
    CompletableFuture<?> late =
        x.multiply(x).readIntoAsync(into, DType.FLOAT32, Layout.c(Shape.of(100)));
    ExecutionException failure = assertThrows(ExecutionException.class, late::get);
    assertTrue(failure.getCause() instanceof ClosedException, failure.toString());
  }

  @Test
  void workIsCancelledBeforeItBeginsAndNotAfterwards() throws Exception {
    Undertaking<String> waiting = new Undertaking<>();
    assertTrue(waiting.cancel(true));
    waiting.begin(
        () -> {
          throw new AssertionError("begun after it was cancelled");
        });
    assertTrue(waiting.isCancelled());
    Undertaking<String> running = new Undertaking<>();
    running.begin(
        () -> {
          assertFalse(running.cancel(true));
          assertFalse(running.isDone());
          return "done";
        });
    assertEquals("done", running.get());
  }
}
