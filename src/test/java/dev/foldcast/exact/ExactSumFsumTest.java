package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Python's math.fsum, from the file that exact/write_fsum.py wrote. */
class ExactSumFsumTest {
  @Test
  void sameBitsAsPythonsFsum() {
    List<KnownSums.Sum> sums = PythonSums.all();
    assertTrue(sums.size() > 300);
    for (KnownSums.Sum sum : sums) {
      assertEquals(
          Double.doubleToRawLongBits(sum.expected()),
          Double.doubleToRawLongBits(Reference.exact(sum.terms()).toDouble()),
          sum::toString);
    }
  }
}
