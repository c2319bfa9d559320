package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.foldcast.Foldcast;
import dev.foldcast.Options;
import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.error.ClosedException;
import dev.foldcast.io.NpyWriter;
import dev.foldcast.io.OutputFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is begun before the words of a command are read. */
@SuppressWarnings("try") // closing early waits for what was begun
class AheadTest {
  @TempDir private Path folder = Path.of("");

  private String file() {
    Path file = folder.resolve("x.npy");
    try (OutputFile out = OutputFile.create(file)) {
      out.write(NpyWriter.header(DType.FLOAT64, false, Shape.of(2)));
      out.write(
          ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(1).putDouble(2).flip());
      out.commit();
    }
    return file.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean"})
  void aPlainCommandFindsItsDeviceOpenAndItsProgramBuilt(String command) {
    String file = file();
    try (Ahead ahead = Ahead.of(command, file)) {
      Foldcast early = ahead.take(Options.DEFAULT);
      assertNotNull(early);
      try (early) {
        ahead.close(); // waits for the program
        assertEquals(1, early.counters().builds());
        var x = early.npy(Path.of(file));
        assertEquals(
            command.equals("sum") ? 3.0 : 1.5,
            (command.equals("sum") ? x.sum() : x.mean()).toDouble());
      }
      assertNull(ahead.take(Options.DEFAULT), "taken already");
    }
  }

  @Test
  void theProgramIsTheOneThatTheCommandRuns() {
    String file = file();
    try (Ahead ahead = Ahead.of("sum", file)) {
      Foldcast early = ahead.take(Options.DEFAULT);
      assertNotNull(early);
      try (early) {
        ahead.close();
        early.npy(Path.of(file), dev.foldcast.io.Access.MAP).sum().read();
        assertEquals(1, early.counters().builds());
      }
    }
  }

  @Test
  void anUnreadableFileIsLeftToTheCommand() {
    try (Ahead ahead = Ahead.of("sum", folder.resolve("none.npy").toString())) {
      Foldcast early = ahead.take(Options.DEFAULT);
      assertNotNull(early);
      early.close();
    }
  }

  @Test
  void otherOptionsGetADeviceOfTheirOwn() {
    try (Ahead ahead = Ahead.of("sum", file())) {
      assertNull(ahead.take(Options.DEFAULT.withMemoryBytes(64 << 20)));
    }
  }

  @Test
  void whatNobodyTookIsClosed() {
    Ahead ahead = Ahead.of("sum", file());
    Foldcast early = ahead.take(Options.DEFAULT);
    assertNotNull(early);
    early.close();
    assertThrows(ClosedException.class, () -> early.of(new float[] {1}).sum().read());
    ahead.close();
    Ahead unused = Ahead.of("sum", file());
    unused.close();
    unused.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "sum",
        "sum --nonsense",
        "sum --help",
        "sum -h",
        "sum x --explain",
        "sum x --device=9:9",
        "sum x --device 9:9",
        "sum x --memory 1GiB",
        "sum x --configuration groups=1",
        "devices",
        "batch -",
        ""
      })
  void othersBeginNothing(String line) {
    try (Ahead ahead = Ahead.of(line.isEmpty() ? new String[0] : line.split(" ", -1))) {
      assertNull(ahead.take(Options.DEFAULT));
    }
  }
}
