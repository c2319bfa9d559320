package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.error.ClosedException;
import dev.foldcast.error.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One output, all or nothing. */
class OutputFileTest {
  @TempDir Path folder;

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static void writeWhole(Path target, int... values) {
    try (OutputFile out = OutputFile.create(target)) {
      out.write(bytes(values));
      out.commit();
    }
  }

  @Test
  void theTargetAppearsAtCommitAndNotBefore() throws Exception {
    Path target = folder.resolve("out.npy");
    try (OutputFile out = OutputFile.create(target)) {
      out.write(bytes(1, 2));
      out.write(bytes());
      out.write(ByteBuffer.allocateDirect(2));
      String temp =
          String.format(Locale.ROOT, ".out.npy.foldcast-%d.tmp", ProcessHandle.current().pid());
      assertEquals(List.of(temp), names());
      assertEquals(4, out.writtenBytes());
      out.commit();
      assertEquals(List.of("out.npy"), names());
      assertThrows(ClosedException.class, () -> out.write(bytes(1)));
      assertThrows(ClosedException.class, out::commit);
    }
    assertArrayEquals(new byte[] {1, 2, 0, 0}, Files.readAllBytes(target));
  }

  @Test
  void withoutCommitNothingChanges() throws Exception {
    Path target = Npy.write(folder.resolve("out.npy"), (byte) 7);
    OutputFile out = OutputFile.create(target);
    out.write(bytes(1, 2));
    out.close();
    out.close();
    assertThrows(ClosedException.class, () -> out.write(bytes(1)));
    assertEquals(List.of("out.npy"), names());
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(target));
  }

  @Test
  void largeHeapBuffersAreWrittenWholeAndTheirLimitKept() throws Exception {
    Path target = folder.resolve("out.npy");
    ByteBuffer large = ByteBuffer.allocate(3_500_001).put(3_000_000, (byte) 5).position(1);
    try (OutputFile out = OutputFile.create(target)) {
      out.write(large.asReadOnlyBuffer());
      out.write(large);
      out.commit();
    }
    assertEquals(large.capacity(), large.position());
    byte[] found = Files.readAllBytes(target);
    assertEquals(7_000_000, found.length);
    assertEquals(5, found[2_999_999]);
    assertEquals(5, found[6_499_999]);
  }

  @Test
  void anExistingFileKeepsItsMode() throws Exception {
    for (String mode : List.of("rw-------", "rw-rw-rw-", "rwxr-x--x", "rw-r-----")) {
      Path target = Npy.write(folder.resolve("out.npy"), (byte) 7);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
      writeWhole(target, 1);
      assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
      assertArrayEquals(new byte[] {1}, Files.readAllBytes(target));
    }
  }

  @Test
  void aNewFileGetsTheModeThatAnyFileGets() throws Exception {
    Path plain = Npy.write(folder.resolve("plain"));
    Path target = folder.resolve("out.npy");
    writeWhole(target, 1);
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(target));
  }

  @Test
  void linksStayAndTheirFilesAreWritten() throws Exception {
    Path deep = Files.createDirectory(folder.resolve("deep"));
    Path file = Npy.write(deep.resolve("file.npy"), (byte) 7);
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("deep/file.npy"));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("next"));
    Files.createSymbolicLink(folder.resolve("next"), Path.of("deep/new.npy"));
    writeWhole(link, 1);
    writeWhole(dangling, 2);
    assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(dangling));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(deep.resolve("new.npy")));
  }

  @Test
  void whatCannotBeWrittenIsRefusedAtOnce() throws Exception {
    assertTrue(refusal(folder).contains("is a folder; name a file in it"));
    String missing = refusal(folder.resolve("no/such/out.npy"));
    assertTrue(missing.contains("there is no folder " + folder.resolve("no/such")), missing);
    Path file = Npy.write(folder.resolve("file"));
    assertTrue(refusal(file.resolve("out.npy")).contains("Not a directory; name another place"));
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertTrue(refusal(loop).contains("symbolic links"), refusal(loop));
    Path lost = Files.createSymbolicLink(folder.resolve("lost"), Path.of("no/such/out.npy"));
    assertTrue(refusal(lost).contains("there is no folder"), refusal(lost));
    assertEquals(List.of("file", "loop", "lost"), names());
    Path tooLong = folder.resolve("x".repeat(300));
    assertTrue(refusal(tooLong).contains("too long"), refusal(tooLong));
  }

  @Test
  void missingPermissionIsNamed() throws Exception {
    Path sys = Path.of("/sys/foldcast.npy");
    if (Files.isDirectory(sys.getRoot().resolve("sys"))) {
      assertTrue(refusal(sys).contains("name another place"), refusal(sys));
    }
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(closed), "root may write anywhere");
    String message = refusal(closed.resolve("out.npy"));
    assertTrue(message.contains("no permission"), message);
    Path readOnly = Npy.write(folder.resolve("out.npy"));
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r--r--r--"));
    assertTrue(refusal(readOnly).contains("is read-only"), refusal(readOnly));
  }

  private static String refusal(Path target) {
    return Npy.refusal(target, () -> OutputFile.create(target).close());
  }

  @Test
  void longNamesWork() throws Exception {
    for (String name : List.of("x".repeat(255), "é".repeat(127), "\uD83D\uDE00".repeat(63))) {
      Path target = folder.resolve(name);
      writeWhole(target, 1);
      assertArrayEquals(new byte[] {1}, Files.readAllBytes(target));
      Files.delete(target);
    }
    assertEquals(List.of(), names());
  }

  @Test
  void aFullDeviceIsOneLineWithARemedy() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full");
    try (OutputFile out = OutputFile.create(full)) {
      String message = Npy.refusal(full, () -> out.write(bytes(1, 2, 3)));
      assertEquals(
          "/dev/full: No space left on device after 0 bytes; free some space or name another place",
          message);
      assertThrows(ClosedException.class, () -> out.write(bytes(1)));
    }
    assertTrue(Files.exists(full));
  }

  @Test
  void aFullDiskKeepsTheOldFileAndLeavesNoTemp() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()), "no mount");
    try {
      Path target = Npy.write(disk.resolve("out.npy"), (byte) 7);
      try (OutputFile out = OutputFile.create(target)) {
        ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
        String message = Npy.refusal(target, () -> out.write(much));
        assertTrue(message.contains("No space left on device after"), message);
        assertTrue(message.contains("(the old file is kept); free some space"), message);
      }
      assertArrayEquals(new byte[] {7}, Files.readAllBytes(target));
      try (Stream<Path> files = Files.list(disk)) {
        assertEquals(List.of(target), files.toList());
      }
    } finally {
      assertTrue(run("umount", disk.toString()));
    }
  }

  private static boolean run(String... command) throws Exception {
    ProcessBuilder quiet = new ProcessBuilder(command).redirectErrorStream(true);
    return quiet.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
  }

  @Test
  void aFifoIsStreamedTo() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertTrue(run("mkfifo", fifo.toString()));
    CompletableFuture<byte[]> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try (var in = Files.newInputStream(fifo)) {
                return in.readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writeWhole(fifo, 1, 2, 3);
    assertArrayEquals(new byte[] {1, 2, 3}, reader.get());
    assertEquals(List.of("fifo"), names());
  }

  @Test
  void devNullTakesEverything() {
    writeWhole(Path.of("/dev/null"), 1, 2, 3);
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void aStreamIsLeftOpen() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    var channel = Channels.newChannel(stream);
    try (OutputFile out = OutputFile.toStream(channel, "stdout")) {
      out.write(bytes(1, 2));
      out.commit();
    }
    assertTrue(channel.isOpen());
    assertArrayEquals(new byte[] {1, 2}, stream.toByteArray());
  }

  @Test
  void aReaderThatIsGoneCanBeTold() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (OutputFile out = OutputFile.toStream(pipe.sink(), "stdout")) {
      FormatException e = assertThrows(FormatException.class, () -> out.write(bytes(1)));
      assertTrue(OutputFile.readerIsGone(e), e::toString);
      assertEquals("stdout: Broken pipe after 0 bytes; its reader closed it", e.getMessage());
    }
    pipe.sink().close();
  }

  @Test
  void anInterruptFailsTheOutputAndKeepsTheOldFile() throws Exception {
    Path target = Npy.write(folder.resolve("out.npy"), (byte) 7);
    try (OutputFile out = OutputFile.create(target)) {
      Thread.currentThread().interrupt();
      String message = Npy.refusal(target, () -> out.write(bytes(1)));
      assertTrue(Thread.interrupted());
      assertTrue(message.contains("interrupted after 0 bytes (the old file is kept)"), message);
    }
    assertEquals(List.of("out.npy"), names());
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(target));
  }

  @Test
  void twoOutputsOfOneTargetDoNotMeet() throws Exception {
    Path target = folder.resolve("out.npy");
    try (OutputFile one = OutputFile.create(target);
        OutputFile two =
            OutputFile.create(folder.resolve("../" + folder.getFileName() + "/out.npy"))) {
      one.write(bytes(1, 1));
      two.write(bytes(2, 2));
      assertEquals(2, names().size());
      two.commit();
      assertArrayEquals(new byte[] {2, 2}, Files.readAllBytes(target));
      one.commit();
    }
    assertArrayEquals(new byte[] {1, 1}, Files.readAllBytes(target));
    assertEquals(List.of("out.npy"), names());
  }

  @Test
  void aTargetThatBecomesAFolderMeanwhileIsKept() throws Exception {
    Path target = folder.resolve("out.npy");
    try (OutputFile out = OutputFile.create(target)) {
      Files.createDirectories(target.resolve("in"));
      String message = Npy.refusal(target, out::commit);
      assertTrue(message.contains("directory"), message);
    }
    assertEquals(List.of("out.npy"), names());
  }
}
