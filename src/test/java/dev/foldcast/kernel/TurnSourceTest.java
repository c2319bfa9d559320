package dev.foldcast.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Rows become columns, by the compiler's shuffles and without them. */
class TurnSourceTest {
  private record Square(String scalar, int terms, int parts) {
    TurnSource source() {
      return new TurnSource(scalar, terms, parts);
    }

    int termBytes() {
      return Registers.bytes(scalar) * parts;
    }

    String kernel() {
      String name = source().name();
      int lanes = terms * parts;
      return String.format(
          Locale.ROOT,
          """
      kernel void test_%1$s(global const %2$s* in, global %2$s* out) {
        %2$s%3$d r[%4$d];
        for (int i = 0; i < %4$d; i++) r[i] = vload%3$d(i, in);
        %1$s(r);
        for (int i = 0; i < %4$d; i++) vstore%3$d(r[i], i, out);
      }
      """,
          name,
          scalar,
          lanes,
          terms);
    }
  }

  private static final List<Square> SQUARES =
      List.of(
          new Square("uchar", 2, 1),
          new Square("uchar", 4, 1),
          new Square("uchar", 8, 1),
          new Square("uchar", 16, 1),
          new Square("short", 4, 1),
          new Square("short", 8, 1),
          new Square("short", 16, 1),
          new Square("float", 2, 1),
          new Square("float", 4, 1),
          new Square("float", 8, 1),
          new Square("float", 16, 1),
          new Square("float", 2, 2),
          new Square("float", 4, 2),
          new Square("float", 8, 2),
          new Square("long", 2, 1),
          new Square("long", 4, 1),
          new Square("long", 8, 1),
          new Square("long", 2, 2),
          new Square("long", 4, 2),
          new Square("long", 8, 2));

  @Test
  void rowsBecomeColumns() {
    StringBuilder source = new StringBuilder();
    SQUARES.forEach(square -> source.append(square.source().write()).append(square.kernel()));
    String plain = source.toString().replace("defined(__has_builtin)", "0");
    assertNotEquals(source.toString(), plain);
    try (ClSession session =
        ClSession.open(ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device())) {
      for (String text : List.of(source.toString(), plain)) {
        ClProgram program = session.build("turns", text, "-cl-std=CL1.2");
        SQUARES.forEach(square -> check(session, program, square));
      }
    }
  }

  private static void check(ClSession session, ClProgram program, Square square) {
    int terms = square.terms;
    int bytes = square.termBytes();
    ByteBuffer in = direct(terms * terms * bytes);
    for (int i = 0; i < in.capacity(); i++) {
      // Some bytes of their own for each term; as floats they are no NaN.
      in.put(i, (byte) (bytes == 1 ? i : i % bytes % 4 == 0 ? i / bytes : i % bytes));
    }
    ByteBuffer out = direct(in.capacity());
    try (ClQueue queue = session.queue(false);
        ClBuffer from = session.wrap(in);
        ClBuffer to = session.allocate(out.capacity());
        ClKernel kernel = program.kernel("test_" + square.source().name())) {
      kernel.arg(0, from).arg(1, to);
      try (ClEvent done = queue.launch(kernel, new long[] {1}, new long[] {1}, List.of())) {
        queue.readNow(to, 0, out, List.of(done));
      }
    }
    for (int row = 0; row < terms; row++) {
      for (int column = 0; column < terms; column++) {
        ByteBuffer expected = in.slice((column * terms + row) * bytes, bytes);
        assertEquals(expected, out.slice((row * terms + column) * bytes, bytes), square.toString());
      }
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
