package dev.foldcast.opencl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A kept binary is the one that was kept, for the key that it was kept for, or nothing. */
class BinaryFileTest {
  private static final byte[] KEY = "device\nsource".getBytes(UTF_8);
  private static final byte[] BINARY = {1, 2, 3, 0, -1};

  private final byte[] file = new BinaryFile(Set.of("f", "f 16x1 small"), BINARY).bytes(KEY);

  @Test
  void whatIsKeptComesBack() {
    BinaryFile read = BinaryFile.read(file, KEY);
    assertNotNull(read);
    assertArrayEquals(BINARY, read.binary());
    assertEquals(Set.of("f", "f 16x1 small"), read.uses());
    BinaryFile unused = BinaryFile.read(new BinaryFile(Set.of(), BINARY).bytes(KEY), KEY);
    assertNotNull(unused);
    assertEquals(Set.of(), unused.uses());
  }

  @Test
  void anotherKeysFileIsNone() {
    assertNull(BinaryFile.read(file, "device\nsourcf".getBytes(UTF_8)));
    assertNull(BinaryFile.read(file, "device\nsource\n".getBytes(UTF_8)));
    assertNull(BinaryFile.read(file, new byte[0]));
  }

  @Test
  void anyDamageIsSeen() {
    for (int length = 0; length < file.length; length++) {
      assertNull(BinaryFile.read(Arrays.copyOf(file, length), KEY), "cut to " + length);
    }
    for (int extra = 1; extra < 9; extra++) {
      assertNull(BinaryFile.read(Arrays.copyOf(file, file.length + extra), KEY), "longer");
    }
    for (int i = 0; i < file.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = file.clone();
        damaged[i] ^= (byte) (1 << bit);
        assertNull(BinaryFile.read(damaged, KEY), "byte " + i);
      }
    }
    assertNull(BinaryFile.read(new byte[file.length], KEY), "zeros");
  }
}
