package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.error.FormatException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Words for element types, as {@code numpy.dtype} takes them. */
class TypeDescrTest {
  private static final Path DESCRS = Path.of("src/test/resources/npy/descrs.txt");

  private static TypeDescr read(String word) {
    return TypeDescr.of("a.npy", new PyLiteral.Text(word));
  }

  private static String refusal(String word) {
    FormatException e = assertThrows(FormatException.class, () -> read(word), word);
    return String.valueOf(e.getMessage());
  }

  @Test
  void everyWordMeansWhatItMeansToNumpy() throws Exception {
    int read = 0;
    int named = 0;
    for (String line : Files.readAllLines(DESCRS)) {
      String word = line.split(" ", -1)[0];
      String meaning = line.split(" ", -1)[1];
      if ("<>|".indexOf(meaning.charAt(0)) >= 0) {
        DType dtype = DType.ofTypeCode(meaning.substring(1)).orElseThrow();
        assertEquals(dtype, read(word).dtype(), line);
        if (dtype.itemBytes() > 1) {
          assertEquals(order(word), read(word).order(), line);
        }
        read++;
      } else if (meaning.equals("none")) {
        assertTrue(refusal(word).contains("'" + word + "'"), line);
      } else {
        assertTrue(refusal(word).contains("dtype " + meaning + " ('" + word + "')"), line);
        named++;
      }
    }
    assertTrue(read > 200 && named > 250, read + " read, " + named + " refused by name");
  }

  private static ByteOrder order(String word) {
    return switch (word.charAt(0)) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  @Test
  void everyRefusalHasARemedyForItsKind() {
    for (String[] pair :
        new String[][] {
          {">g", "a.astype('float64')"},
          {"<c32", "a.astype('complex128')"},
          {"|O", "allow_pickle=True"},
          {"<U3", "if it holds numbers"},
          {"|S3", "if it holds numbers"},
          {"<M8[ns]", "a.astype('int64')"},
          {"<m8[25us]", "a.astype('int64')"},
          {"|V2", "a.view("},
          {"f8,i4", "a['f0']"},
          {"<f3", "save it again with numpy.save"}
        }) {
      assertTrue(refusal(pair[0]).contains(pair[1]), refusal(pair[0]));
    }
  }
}
