package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.LargeFile;
import dev.foldcast.array.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and results beyond 2^31 and 2^32 elements, in processes of their own, within {@code
 * --memory}: device buffers, RssAnon and RssShmem beyond those of the same command on one element.
 * Inputs are sparse: they take no room on the disk. Linux counts the memory.
 */
@Timeout(1800) // against hangs alone
class LargeFilesTest {
  private static final long SEED = 20261122;

  @TempDir private Path folder = Path.of("");

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /** The bytes that a command takes beyond the same one on other files. */
  private long extra(MemoryUse.Reader reader, String[] args, String... smallArgs) throws Exception {
    long small = MemoryUse.peak(cache("small"), InputStream::readAllBytes, smallArgs);
    return MemoryUse.peak(cache("large"), reader, args) - small;
  }

  private Path cache(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private static void requireDisk(Path folder, long bytes) throws IOException {
    FileStore store = Files.getFileStore(folder);
    assertTrue(
        store.getUsableSpace() >= bytes,
        String.format(
            Locale.ROOT,
            "%d bytes of disk are needed at %s, which has %d",
            bytes,
            folder,
            store.getUsableSpace()));
  }

  @Test
  void aSparseFileOfMoreThan2To32BytesSumsWithinItsMemory() throws Exception {
    long n = (1L << 32) + 3;
    try (LargeFile big = new LargeFile(Path.of(file("big.npy")), DType.UINT8, false, n)) {
      big.put(0, 3).put((1L << 31) + 1, 5).put((1L << 32) - 1, 7);
      big.put(1L << 32, 11).put(n - 1, 13);
    }
    try (LargeFile one = new LargeFile(Path.of(file("one.npy")), DType.UINT8, false, 1)) {
      one.put(0, 1);
    }
    String[] command = {"sum", file("big.npy"), "--memory", "512MiB"};
    StringBuilder printed = new StringBuilder();
    long extra =
        extra(
            out -> printed.append(new String(out.readAllBytes(), StandardCharsets.UTF_8)),
            command,
            "sum",
            file("one.npy"),
            "--memory",
            "512MiB");
    assertEquals("39\n", printed.toString());
    assertTrue(extra <= 512L << 20, "beyond one element's: " + extra);
  }

  /** The outer product of two columns of 70,000 bytes, element by element as NumPy has it. */
  private void outer(int n, String output) throws Exception {
    byte[] left = new byte[n];
    byte[] right = new byte[n];
    new Random(SEED).nextBytes(left);
    new Random(SEED + 1).nextBytes(right);
    write("left.npy", String.format(Locale.ROOT, "(%d, 1)", n), left);
    write("right.npy", String.format(Locale.ROOT, "(1, %d)", n), right);
    write("one.npy", "(1, 1)", new byte[] {1});
    MemoryUse.Reader check = out -> check(out, left, right);
    boolean toFile = !output.equals("-");
    String[] command = {
      "multiply", file("left.npy"), file("right.npy"), "--memory", "256MiB", "-o", output
    };
    long extra =
        extra(
            toFile ? InputStream::readAllBytes : check,
            command,
            "multiply",
            file("one.npy"),
            file("one.npy"),
            "-o",
            toFile ? file("small.npy") : "-");
    if (toFile) {
      try (InputStream written = Files.newInputStream(Path.of(output))) {
        check.read(written);
      }
    }
    assertTrue(extra <= 256L << 20, "beyond one element's: " + extra);
  }

  private void write(String name, String shape, byte[] bytes) throws IOException {
    try (var out = Files.newOutputStream(Path.of(file(name)))) {
      out.write(Cli.header("|u1", shape));
      out.write(bytes);
    }
  }

  private static void check(InputStream in, byte[] left, byte[] right) throws IOException {
    in.skipNBytes(128);
    byte[] want = new byte[right.length];
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < want.length; j++) {
        want[j] = (byte) (left[i] * right[j]);
      }
      byte[] got = in.readNBytes(want.length);
      int row = i;
      assertTrue(java.util.Arrays.equals(want, got), () -> "row " + row + ", seed " + SEED);
    }
    assertEquals(-1, in.read());
  }

  @Test
  void anOuterProductOf4900000000BytesStreamsWithinItsMemory() throws Exception {
    outer(70_000, "-");
  }

  @Test
  @Tag("long")
  void anOuterProductOf4900000000BytesIsWrittenWithinItsMemory() throws Exception {
    requireDisk(folder, 5_000_000_000L);
    outer(70_000, file("out.npy"));
  }

  @Test
  @Tag("long")
  void aSparseFileOf40GigabytesSumsWithinItsMemory() throws Exception {
    long n = 5_000_000_000L;
    double[] values = {1, 1e100, 0x1p-60, -1e100, 3};
    long[] places = {0, n / 3, 1L << 32, n - 2, n - 1};
    try (LargeFile big = new LargeFile(Path.of(file("big.npy")), DType.FLOAT64, false, n)) {
      for (int i = 0; i < values.length; i++) {
        big.put(places[i], values[i]);
      }
    }
    try (LargeFile one = new LargeFile(Path.of(file("one.npy")), DType.FLOAT64, false, 1)) {
      one.put(0, 1);
    }
    StringBuilder printed = new StringBuilder();
    String[] command = {"sum", file("big.npy"), "--memory", "512MiB"};
    long extra =
        extra(
            out -> printed.append(new String(out.readAllBytes(), StandardCharsets.UTF_8)),
            command,
            "sum",
            file("one.npy"));
    assertEquals("4.0\n", printed.toString()); // 4 + 2^-60 rounds to 4
    assertTrue(extra <= 512L << 20, "beyond one element's: " + extra);
  }
}
