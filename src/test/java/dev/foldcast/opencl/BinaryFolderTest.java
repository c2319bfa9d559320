package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of binaries: bounded, and never an error. */
class BinaryFolderTest {
  @TempDir private Path temp = Path.of("");

  private static byte[] key(int number) {
    return new byte[] {(byte) number};
  }

  private static BinaryFile binary(int number, int bytes) {
    byte[] binary = new byte[bytes];
    binary[0] = (byte) number;
    return new BinaryFile(Set.of("f"), binary);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static void age(Path file, int minutes) throws IOException {
    Instant time = Instant.now().minus(Duration.ofMinutes(minutes));
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void theLastOneForAKeyIsKept() {
    BinaryFolder folder = new BinaryFolder(temp.resolve("not/there/yet"));
    assertNull(folder.find(key(1)));
    folder.put(key(1), binary(1, 10));
    folder.put(key(2), binary(2, 10));
    folder.put(key(1), binary(3, 20));
    BinaryFile found = folder.find(key(1));
    assertNotNull(found);
    assertArrayEquals(binary(3, 20).binary(), found.binary());
  }

  @Test
  void theOldestGoWhereAllWouldBeTooLarge() throws IOException {
    BinaryFolder folder = new BinaryFolder(temp, 5000);
    for (int k = 0; k < 4; k++) {
      folder.put(key(k), binary(k, 1000));
      for (Path file : files(temp)) {
        age(file, 10 + (int) Duration.between(time(file), Instant.now()).toMinutes());
      }
    }
    assertNotNull(folder.find(key(0)), "which makes the oldest the youngest");
    folder.put(key(4), binary(4, 2000));
    assertNotNull(folder.find(key(0)));
    assertNull(folder.find(key(1)));
    assertNotNull(folder.find(key(3)));
    assertNotNull(folder.find(key(4)));
    folder.put(key(5), binary(5, 6000));
    assertNull(folder.find(key(5)), "larger than all may be together");
    assertNotNull(folder.find(key(4)));
  }

  private static Instant time(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  @Test
  void whatDeadProcessesLeftIsRemoved() throws IOException {
    Path old = Files.writeString(temp.resolve("1234.bin.77-1.tmp"), "half");
    age(old, 61);
    Path fresh = Files.writeString(temp.resolve("1234.bin.78-1.tmp"), "half");
    new BinaryFolder(temp).put(key(1), binary(1, 10));
    assertTrue(Files.notExists(old));
    assertTrue(Files.exists(fresh), "somebody may be writing it");
    assertEquals(2, files(temp).size(), "and no other temporary file");
  }

  @Test
  void aFolderThatCannotBeIsNoError() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "a file");
    for (Path place : List.of(file, file.resolve("below"), Path.of("/proc/self/none"))) {
      BinaryFolder folder = new BinaryFolder(place);
      folder.put(key(1), binary(1, 10));
      assertNull(folder.find(key(1)), place.toString());
    }
  }
}
