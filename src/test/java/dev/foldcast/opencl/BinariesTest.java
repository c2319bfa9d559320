package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs built from the binaries of earlier sessions, or from source where there is a doubt. */
class BinariesTest {
  private static final String FROM_SOURCE = "clCreateProgramWithSource";
  private static final String FROM_BINARY = "clCreateProgramWithBinary";
  private static final String HANDED_OUT = "clGetProgramInfo";
  private static final int INVALID_BINARY = -42;
  private static final int INVALID_KERNEL_NAME = -46;

  @TempDir private Path temp = Path.of("");

  private Path folder() {
    return temp.resolve("binaries");
  }

  /** Calls that make programs or ask for their binaries, in order; one of them may be refused. */
  private static final class Watcher implements ClHook {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final String refused;
    private final int status;
    private boolean done;

    Watcher(String refused, int status) {
      this.refused = refused;
      this.status = status;
    }

    @Override
    public synchronized int before(String call) {
      if (List.of(FROM_SOURCE, FROM_BINARY, HANDED_OUT).contains(call)) {
        seen.add(call);
      }
      boolean now = call.equals(refused) && !done;
      done |= now;
      return now ? status : 0;
    }
  }

  /** Adds one to 256 numbers in a session; the calls that it took. */
  private List<String> add(long local) {
    return add(local, new Watcher("", 0));
  }

  private List<String> add(long local, Watcher watcher) {
    work(Fixture.device(), watcher, folder(), local);
    return List.copyOf(watcher.seen);
  }

  private static void work(ClDevice device, ClHook hook, Path folder, long local) {
    try (ClSession session = ClSession.open(device, hook, 0, folder);
        ClQueue queue = session.queue(false);
        ClProgram program = session.build("test", Fixture.SOURCE, "");
        ClBuffer in = session.wrap(Fixture.ints(256, 7));
        ClBuffer out = session.allocate(1024);
        ClKernel kernel = program.kernel("plus")) {
      kernel.arg(0, in).arg(1, out).argInt(2, 1);
      queue.launch(kernel, size(256), size(local), NONE).close();
      ByteBuffer back = Fixture.direct(1024);
      queue.read(out, 0, back, NONE).await();
      for (int i = 0; i < 256; i++) {
        assertEquals(8 + i, back.getInt(4 * i));
      }
    }
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  /** Skips where the driver gives no binaries: there everything is built from source. */
  private void keepOne() {
    assertEquals(FROM_SOURCE, add(16).get(0));
    assumeTrue(Files.isDirectory(folder()), "the driver gives no binaries");
    assertEquals(List.of(FROM_BINARY), add(16), "and nothing is asked or written again");
  }

  @Test
  void aSecondSessionCompilesNothing() {
    keepOne();
    try (ClSession session = ClSession.open(Fixture.device(), ClHook.NONE, 0, folder())) {
      session.build("test", Fixture.SOURCE, "");
      session.build("test", Fixture.SOURCE, "-DOTHER");
      assertEquals(2, session.counters().builds());
      assertEquals(1, session.counters().loads(), "other options are another program");
    }
  }

  @Test
  void withoutAFolderNothingIsKept() {
    Watcher watcher = new Watcher("", 0);
    try (ClSession session = ClSession.open(Fixture.device(), watcher)) {
      session.build("test", Fixture.SOURCE, "").close();
    }
    assertEquals(List.of(FROM_SOURCE), watcher.seen);
  }

  @Test
  void aNewLocalSizeIsKeptToo() {
    keepOne();
    List<String> other = add(32);
    assertEquals(FROM_BINARY, other.get(0));
    assertTrue(other.contains(HANDED_OUT), other.toString());
    assertEquals(List.of(FROM_BINARY), add(32));
    assertEquals(List.of(FROM_BINARY), add(16));
  }

  @Test
  void damagedFilesMeanSource() throws IOException {
    keepOne();
    byte[] whole = Files.readAllBytes(onlyFile());
    byte[] flipped = whole.clone();
    flipped[whole.length - 100] ^= 1;
    List<byte[]> bad =
        List.of(
            new byte[0], Arrays.copyOf(whole, whole.length / 2), flipped, new byte[whole.length]);
    for (byte[] each : bad) {
      Files.write(onlyFile(), each);
      assertEquals(FROM_SOURCE, add(16).get(0));
      assertEquals(List.of(FROM_BINARY), add(16), "kept again");
    }
    Path file = onlyFile();
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(FROM_SOURCE, add(16).get(0), "a folder in the file's place");
  }

  @Test
  void anotherProgramsFileMeansSource() throws IOException {
    keepOne();
    Path ours = onlyFile();
    Path aside = Files.move(ours, temp.resolve("ours"));
    try (ClSession session = ClSession.open(Fixture.device(), ClHook.NONE, 0, folder())) {
      session.build("test", "kernel void plus(global int *x) { x[0] = 1; }", "");
    }
    Files.move(onlyFile(), ours);
    assertEquals(FROM_SOURCE, add(16).get(0));
    assertEquals(Files.size(aside), Files.size(ours), "kept again");
  }

  @Test
  void anotherDriverMeansSource() {
    DeviceInfo info = Fixture.device().info();
    byte[] key = new ProgramKey(info, List.of("libdriver.so 1000 77")).of("", "source");
    byte[] rebuilt = new ProgramKey(info, List.of("libdriver.so 1000 78")).of("", "source");
    assertFalse(Arrays.equals(key, rebuilt));
    BinaryFolder folder = new BinaryFolder(folder());
    folder.put(key, new BinaryFile(Set.of(), new byte[] {1}));
    assertNotNull(folder.find(key));
    assertNull(folder.find(rebuilt));
  }

  @Test
  void aBinaryThatTheDriverRefusesMeansSource() {
    keepOne();
    List<String> refused = add(16, new Watcher(FROM_BINARY, INVALID_BINARY));
    assertEquals(List.of(FROM_BINARY, FROM_SOURCE), refused.subList(0, 2));
    List<String> unbuilt = add(16, new Watcher("clBuildProgram", -11));
    assertEquals(List.of(FROM_BINARY, FROM_SOURCE), unbuilt.subList(0, 2));
    List<String> without = add(16, new Watcher("clCreateKernel", INVALID_KERNEL_NAME));
    assertEquals(List.of(FROM_BINARY, FROM_SOURCE), without.subList(0, 2));
  }

  @Test
  void aBinaryThatIsNonsenseToTheDriverMeansSource() throws IOException {
    keepOne();
    byte[] key = new ProgramKey(Fixture.device().info()).of("", Fixture.SOURCE);
    BinaryFolder folder = new BinaryFolder(folder());
    assertNotNull(folder.find(key), "the key is the one");
    folder.put(key, new BinaryFile(Set.of("plus"), "no program".repeat(9).getBytes(UTF_8)));
    onlyFile();
    assertEquals(List.of(FROM_BINARY, FROM_SOURCE), add(16).subList(0, 2));
  }

  @Test
  void aDriverThatGivesNoBinaryIsNoError() {
    Watcher refusing = new Watcher(HANDED_OUT, -30);
    assertEquals(List.of(FROM_SOURCE, HANDED_OUT), add(16, refusing));
    assertTrue(Files.notExists(folder()));
  }

  @Test
  void aProgramLeftToTheSessionIsKeptWhenThatCloses() {
    try (ClSession session = ClSession.open(Fixture.device(), ClHook.NONE, 0, folder())) {
      session.build("test", Fixture.SOURCE, "");
    }
    assumeTrue(Files.isDirectory(folder()), "the driver gives no binaries");
    assertEquals(FROM_BINARY, add(16).get(0));
  }

  @Test
  void anotherProcessCompilesNothing() throws Exception {
    assertEquals(List.of("0 loaded"), child("first"));
    assumeTrue(Files.isDirectory(folder()), "the driver gives no binaries");
    assertEquals(List.of("1 loaded"), child("second"));
    if (Fixture.device().info().platform().contains("Portable")) {
      assertTrue(linked(temp.resolve("first/pocl")), "PoCL's linker makes what can be executed");
      assertFalse(linked(temp.resolve("second/pocl")), "and unpacking a binary does not");
    }
  }

  @Test
  void severalProcessesMayWriteAtOnce() throws Exception {
    Executor threads = work -> new Thread(work).start();
    List<CompletableFuture<List<String>>> all =
        Stream.of("a", "b", "c")
            .map(name -> CompletableFuture.supplyAsync(() -> quietChild(name), threads))
            .toList();
    for (CompletableFuture<List<String>> each : all) {
      assertEquals(1, each.join().size());
    }
    assumeTrue(Files.isDirectory(folder()), "the driver gives no binaries");
    onlyFile();
    assertEquals(List.of(FROM_BINARY), add(16));
  }

  private List<String> quietChild(String name) {
    try {
      return child(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A process with a folder of its own for the driver. */
  private List<String> child(String name) throws IOException, InterruptedException {
    Path own = Files.createDirectory(temp.resolve(name));
    Map<String, String> environment = Map.of("POCL_CACHE_DIR", own.resolve("pocl").toString());
    return ChildJvm.run(own, environment, Once.class, folder().toString());
  }

  private static boolean linked(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".so") && mayBeExecuted(file));
    }
  }

  private static boolean mayBeExecuted(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream()
          .anyMatch(each -> each.name().endsWith("EXECUTE"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Works once with the folder that it is given. */
  static final class Once {
    private Once() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      long[] loads = new long[1];
      ClHook hook =
          call -> {
            loads[0] += call.equals(FROM_BINARY) ? 1 : 0;
            return 0;
          };
      work(Fixture.device(), hook, folder, 16);
      System.out.println(loads[0] + " loaded");
    }
  }
}
