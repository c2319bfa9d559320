package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostMemory;
import dev.foldcast.array.RandomRuns;
import dev.foldcast.array.Runs;
import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gathers out of files, mapped and copied, against a model of one byte after the other. */
class FileGatherTest {
  private static final int BYTES = 3_000_001;

  @TempDir Path folder;

  private static byte byteAt(long at) {
    return (byte) (at * 31 + at / 251 + at / 65_521);
  }

  /** A file of int8, at an odd place of the file system's blocks. */
  private Path bytesFile() throws Exception {
    byte[] data = new byte[BYTES];
    for (int k = 0; k < BYTES; k++) {
      data[k] = byteAt(k);
    }
    return Npy.write(folder.resolve("a.npy"), Npy.dict("'|i1'", "False", "(3000001,)", data));
  }

  @ParameterizedTest
  @EnumSource
  void everyGatherIsThatOfTheModel(Access access) throws Exception {
    HostMemory memory = NpyFile.open(bytesFile(), access).memory();
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Runs runs = RandomRuns.of(random, BYTES, 1);
      RandomRuns.check(
          access + " seed " + seed, memory, runs, random.nextInt(20), FileGatherTest::byteAt);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOutsideIsRefused(Access access) throws Exception {
    RandomRuns.checkRefusals(NpyFile.open(bytesFile(), access).memory(), 1);
  }

  /** Nine GiB, all of it a hole but for bytes around every 2^27, where pieces may meet. */
  private static Path sparseFile(Path file, long elements) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer header = NpyWriter.header(DType.INT8, false, Shape.of(elements));
      long offset = header.remaining();
      channel.write(header);
      for (long mark = 1L << 27; mark < elements; mark += 1L << 27) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) (mark >> 27), 99}), offset + mark - 1);
      }
      channel.write(ByteBuffer.allocate(1), offset + elements - 1);
    }
    return file;
  }

  private static long sparseAt(long at) {
    long next = at + 1;
    return next % (1L << 27) == 0 ? next >> 27 : at > 1 && at % (1L << 27) == 0 ? 99 : 0;
  }

  @ParameterizedTest
  @EnumSource
  void spansBeyondTwoAndFourGibibytesAreGathered(Access access) throws Exception {
    long elements = (9L << 30) + 7;
    HostMemory memory =
        NpyFile.open(sparseFile(folder.resolve("big.npy"), elements), access).memory();
    long far = 1L << 27;
    for (Runs runs :
        List.of(
            new Runs(far - 3, 6, List.of(new Runs.Loop(71, far))),
            new Runs(72 * far - 3, 6, List.of(new Runs.Loop(71, -far))),
            new Runs(far - 1, 1, List.of(new Runs.Loop(2, 1), new Runs.Loop(71, far))),
            new Runs(far - 8, 8, List.of(new Runs.Loop(35, 2 * far), new Runs.Loop(300, 1))),
            new Runs(far - 8, 2, List.of(new Runs.Loop(300, 1), new Runs.Loop(35, 2 * far))),
            new Runs(0, 1, List.of(new Runs.Loop(1 << 16, (9L << 30) >> 16))))) {
      RandomRuns.check(access.toString(), memory, runs, 5, FileGatherTest::sparseAt);
    }
    for (int seed = 0; seed < 40; seed++) {
      Runs runs = RandomRuns.of(new Random(seed), elements, 1);
      RandomRuns.check(access + " seed " + seed, memory, runs, seed % 9, FileGatherTest::sparseAt);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGatherTakesLittleMemoryBesideItsBuffer(Access access) throws Exception {
    long elements = 1L << 32;
    HostMemory memory =
        NpyFile.open(sparseFile(folder.resolve("big.npy"), elements), access).memory();
    Runs runs = new Runs(0, 16, List.of(new Runs.Loop(1 << 16, 1 << 15), new Runs.Loop(8, 64)));
    ByteBuffer into = ByteBuffer.allocateDirect((int) runs.totalBytes());
    memory.gather(runs, into.duplicate());
    long before = Allocated.bytes();
    for (int turn = 0; turn < 10; turn++) {
      memory.gather(runs, into.duplicate());
    }
    // Ten gathers of 8 MiB, of which the heap sees small objects only, one a piece or a read.
    long each = (Allocated.bytes() - before) / 10;
    assertTrue(each < 48 << 20, () -> each + " bytes");
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutOrReplacedMeanwhileIsRefused(Access access) throws Exception {
    Path file = bytesFile();
    HostMemory memory = NpyFile.open(file, access).memory();
    Runs runs = new Runs(0, 1, List.of(new Runs.Loop(1000, 1000)));
    ByteBuffer into = ByteBuffer.allocateDirect(1000);
    memory.gather(runs, into.duplicate());
    long size = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size - 1);
    }
    String cut = Npy.refusal(file, () -> memory.gather(runs, into));
    assertTrue(
        cut.contains(String.format(Locale.ROOT, "was cut to %d of %d bytes", size - 1, size)), cut);
    // Before the old file goes, or the new one might get its number.
    Path other = Files.copy(file, folder.resolve("b.npy"));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    String replaced = Npy.refusal(file, () -> memory.gather(runs, into));
    assertTrue(replaced.contains("another file has this name"), replaced);
    assertEquals(0, into.position());
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutDuringAGatherIsAnErrorAndNoCrash(Access access) throws Exception {
    for (int turn = 0; turn < 5; turn++) { // whose fault comes in other code each time
      Path file = folder.resolve("big" + turn + ".npy");
      HostMemory memory = NpyFile.open(sparseFile(file, 1L << 28), access).memory();
      Throwable end = endOfGathering(memory, file);
      assertTrue(end instanceof FormatException, () -> String.valueOf(end));
    }
  }

  /** What ends gathers that go on and on while their file is cut. */
  private static @Nullable Throwable endOfGathering(HostMemory memory, Path file) throws Exception {
    AtomicReference<Throwable> end = new AtomicReference<>();
    Runs runs = new Runs(0, 1, List.of(new Runs.Loop(1 << 18, 1 << 10)));
    ByteBuffer into = ByteBuffer.allocateDirect(1 << 18);
    Thread gathering =
        new Thread(
            () -> {
              try {
                while (true) {
                  memory.gather(runs, into.duplicate());
                }
              } catch (Throwable e) {
                end.set(e);
              }
            });
    gathering.start();
    memory.gather(runs, into.duplicate());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(4096);
    }
    gathering.join();
    return end.get();
  }

  @Test
  void threadsGatherFromOneMemory() throws Exception {
    for (Access access : Access.values()) {
      HostMemory memory = NpyFile.open(bytesFile(), access).memory();
      AtomicReference<Throwable> wrong = new AtomicReference<>();
      List<Thread> threads =
          java.util.stream.IntStream.range(0, 4)
              .mapToObj(
                  k ->
                      new Thread(
                          () -> {
                            for (int seed = 50 * k; seed < 50 * k + 50; seed++) {
                              Runs runs = RandomRuns.of(new Random(seed), BYTES, 1);
                              RandomRuns.check(
                                  "seed " + seed, memory, runs, 0, FileGatherTest::byteAt);
                            }
                          }))
              .toList();
      for (Thread thread : threads) {
        thread.setUncaughtExceptionHandler((t, e) -> wrong.set(e));
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(null, wrong.get());
    }
  }
}
