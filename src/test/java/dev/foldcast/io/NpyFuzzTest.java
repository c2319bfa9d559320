package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.HostArray;
import dev.foldcast.error.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages valid files at random. {@code -Dfoldcast.fuzz.seed} repeats a run, {@code
 * -Dfoldcast.fuzz.files} sets how many files.
 */
class NpyFuzzTest {
  private static final String ALPHABET = "{}()[],:'\"\\ \n\tuL-<>=|0123456789fic48descrTrueFalse\0";

  @TempDir Path folder;

  @Test
  void damagedFilesAreRefusedOrReadWithinTheirSize() throws Exception {
    int files = Integer.getInteger("foldcast.fuzz.files", 6000);
    long fresh = files > 6000 ? ThreadLocalRandom.current().nextLong() : 20240517;
    long seed = Long.getLong("foldcast.fuzz.seed", fresh);
    Random random = new Random(seed);
    byte[][] originals = {
      Files.readAllBytes(Path.of("src/test/resources/npy/float32-le-f-v1-2x3x4.npy")),
      Files.readAllBytes(Path.of("src/test/resources/npy/float32-be-c-v2-2x3x4.npy")),
      Files.readAllBytes(Path.of("src/test/resources/npy/float32-le-c-v3-2x3x4.npy")),
      Files.readAllBytes(Path.of("src/test/resources/npy/refused/structured.npy")),
    };
    int read = 0;
    for (int n = 0; n < files; n++) {
      byte[] bytes = damaged(originals[random.nextInt(originals.length)], random);
      String run = String.format(Locale.ROOT, "file %d of seed %d", n, seed);
      read += reads(Npy.write(folder.resolve("a.npy"), bytes), run) ? 1 : 0;
    }
    assertTrue(read > files / 100 && read < files * 0.9, read + " files were read, seed " + seed);
  }

  private static boolean reads(Path file, String run) {
    long before = Allocated.bytes();
    try {
      HostArray array = NpyFile.open(file, Access.COPY);
      assertEquals(array.shape().bytes(array.dtype()), array.memory().byteSize(), run);
      assertTrue(array.memory().byteSize() <= file.toFile().length(), run);
      array.memory().window(0, array.memory().byteSize());
      return true;
    } catch (FormatException e) {
      assertEquals(1, String.valueOf(e.getMessage()).lines().count(), () -> run + ": " + e);
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(run, e);
    } finally {
      long allocated = Allocated.bytes() - before;
      assertTrue(allocated < 1 << 20, () -> run + " allocated " + allocated + " bytes");
    }
  }

  private static byte[] damaged(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int damages = 1 + random.nextInt(4); damages > 0; damages--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(72, bytes.length) : bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2, 3 -> bytes[at] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        default -> bytes = resized(bytes, at, random);
      }
    }
    return bytes;
  }

  /** Cuts bytes out or puts copies in, sometimes at the end. */
  private static byte[] resized(byte[] bytes, int at, Random random) {
    if (random.nextBoolean()) {
      return Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(9) - 4));
    }
    int from = random.nextInt(bytes.length);
    byte[] result = new byte[Math.max(1, at + bytes.length - from)];
    System.arraycopy(bytes, 0, result, 0, Math.min(at, result.length));
    System.arraycopy(
        bytes, from, result, result.length - (bytes.length - from), bytes.length - from);
    return result;
  }
}
