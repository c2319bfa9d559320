package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What processes that die, and processes that meet, leave behind: real processes, real signals. */
@Timeout(1800) // against hangs alone
class OutputProcessTest {
  @TempDir Path folder;

  /** The child: writes without end and says on stdout when it has begun; or commits many times. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      Path target = Path.of(args[0]);
      byte value = Byte.parseByte(args[1]);
      for (int n = Integer.parseInt(args[2]); n > 0; n--) {
        writeWhole(target, value);
      }
      try (OutputFile out = OutputFile.create(target)) {
        out.write(block(value));
        say();
        while (System.in.read() >= 0) {
          out.write(block(value));
        }
        out.commit();
      }
    }

    private static void say() throws IOException {
      try (var stdout = new FileOutputStream(FileDescriptor.out)) {
        stdout.write('.');
      }
    }
  }

  private static ByteBuffer block(byte value) {
    ByteBuffer block = ByteBuffer.allocate(10_000);
    while (block.hasRemaining()) {
      block.put(value);
    }
    return block.flip();
  }

  private static void writeWhole(Path target, byte value) {
    try (OutputFile out = OutputFile.create(target)) {
      out.write(block(value));
      out.write(block(value));
      out.commit();
    }
  }

  /** A child that has begun an output and waits; its stdin's end makes it commit. */
  private static Process child(Path target, int value, int before) throws Exception {
    Process process = start(target, value, before);
    InputStream stdout = process.getInputStream();
    assertEquals('.', stdout.read());
    return process;
  }

  private static Process start(Path target, int value, int before) throws Exception {
    String classes = location(OutputFile.class) + ":" + location(Child.class);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            Child.class.getName(),
            target.toString(),
            Integer.toString(value),
            Integer.toString(before));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static void signal(Process process, String signal) throws Exception {
    // The shell's own kill: a minimal Debian has no other.
    String command = "kill " + signal + " " + process.pid();
    assertEquals(0, new ProcessBuilder("sh", "-c", command).start().waitFor(), signal);
  }

  /** Whether this process was told to ignore a signal, as those in a shell's background are. */
  private static boolean isIgnored(String signal) {
    int number = signal.equals("-HUP") ? 1 : signal.equals("-INT") ? 2 : 15;
    try {
      String status = Files.readString(Path.of("/proc/self/status"));
      String mask = status.replaceAll("(?s).*SigIgn:\\s*(\\w+).*", "$1");
      return (Long.parseUnsignedLong(mask, 16) >> (number - 1) & 1) != 0;
    } catch (IOException | NumberFormatException e) {
      return false; // no Linux
    }
  }

  @Test
  void sigtermAndCtrlCLeaveTheOldFileAndNoTemp() throws Exception {
    Path target = Npy.write(folder.resolve("out.npy"), (byte) 7);
    List<String> signals = new ArrayList<>(List.of("-TERM", "-INT", "-HUP"));
    signals.removeIf(signal -> isIgnored(signal));
    for (String signal : signals) {
      Process child = child(target, 1, 0);
      assertEquals(2, names().size(), names()::toString);
      signal(child, signal);
      assertTrue(child.waitFor() > 128);
      assertEquals(List.of("out.npy"), names());
      assertArrayEquals(new byte[] {7}, Files.readAllBytes(target));
    }
  }

  @Test
  void aKilledProcessLeavesTheOldFileAndItsTempGoesWithTheNextOutput() throws Exception {
    Path target = Npy.write(folder.resolve("out.npy"), (byte) 7);
    Process child = child(target, 1, 0);
    signal(child, "-KILL");
    assertEquals(137, child.waitFor());
    String temp = String.format(Locale.ROOT, ".out.npy.foldcast-%d.tmp", child.pid());
    assertEquals(List.of(temp, "out.npy"), names());
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(target));
    Path numbered = folder.resolve(temp.replace(".tmp", "-2.tmp"));
    Npy.write(numbered);
    Path otherTarget = Npy.write(folder.resolve(temp.replace("out", "other")));
    Path noTemp = Npy.write(folder.resolve(".out.npy.foldcast-x.tmp"));
    OutputFile.create(target).close();
    assertEquals(
        Stream.of(noTemp, otherTarget, target)
            .map(f -> f.getFileName().toString())
            .sorted()
            .toList(),
        names());
  }

  @Test
  void aLivingProcessKeepsItsTemp() throws Exception {
    Path target = folder.resolve("out.npy");
    Process child = child(target, 1, 0);
    writeWhole(target, (byte) 2);
    assertEquals(2, names().size(), names()::toString);
    child.getOutputStream().close();
    assertEquals(0, child.waitFor());
    assertEquals(block((byte) 1), ByteBuffer.wrap(Files.readAllBytes(target)));
    assertEquals(List.of("out.npy"), names());
  }

  @Test
  void aTempOfADeadProcessWithOurPidIsReplaced() throws Exception {
    Path target = folder.resolve("out.npy");
    String own =
        String.format(Locale.ROOT, ".out.npy.foldcast-%d.tmp", ProcessHandle.current().pid());
    Npy.write(folder.resolve(own), (byte) 9, (byte) 9, (byte) 9);
    try (OutputFile out = OutputFile.create(target)) {
      out.write(ByteBuffer.wrap(new byte[] {1}));
      assertEquals(List.of(own), names());
      out.commit();
    }
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(target));
  }

  /** As in two containers that share a folder, where PIDs say nothing. */
  @Test
  void aLockedTempIsLeftAloneWhateverItsPid() throws Exception {
    Path target = folder.resolve("out.npy");
    Process child = child(target, 1, 0);
    Path temp = folder.resolve(names().get(0));
    Path dead = folder.resolve(".out.npy.foldcast-999999999999.tmp");
    Files.move(temp, dead);
    OutputFile.create(target).close();
    assertEquals(List.of(dead.getFileName().toString()), names());
    signal(child, "-KILL");
    child.waitFor();
    OutputFile.create(target).close();
    assertEquals(List.of(), names());
  }

  @Test
  void writersOfOneTargetNeverMixAndReadersSeeWholeFiles() throws Exception {
    Path target = folder.resolve("out.npy");
    writeWhole(target, (byte) 1);
    List<Process> children = List.of(start(target, 2, 300), start(target, 3, 300));
    List<Thread> threads = new ArrayList<>();
    for (byte value = 4; value < 6; value++) {
      byte own = value;
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 300; n++) {
                  writeWhole(target, own);
                }
              }));
    }
    threads.forEach(Thread::start);
    int reads = 0;
    while (threads.stream().anyMatch(Thread::isAlive) || reads < 300) {
      assertWhole(target);
      reads++;
    }
    for (Process child : children) {
      assertEquals('.', child.getInputStream().read());
      signal(child, "-TERM");
      child.waitFor();
    }
    assertEquals(List.of("out.npy"), names());
  }

  private static void assertWhole(Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(20_001);
      while (channel.read(bytes) > 0) {}
      assertEquals(20_000, bytes.flip().remaining());
      for (int i = 1; i < bytes.limit(); i++) {
        assertEquals(bytes.get(0), bytes.get(i));
      }
    }
  }
}
