package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.io.Access;
import dev.foldcast.plan.Fold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays without elements, without axes, and reductions over no axis. */
class EmptyTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyReductionOfAnEmptyArrayGivesZerosOrNaNs() {
    long[][] shapes = {{0}, {0, 3}, {3, 0}, {2, 0, 4}, {0, 0}};
    try (Foldcast fc = Devices.open()) {
      for (DType dtype : DType.values()) {
        for (long[] shape : shapes) {
          Sample sample = Sample.c(dtype, shape);
          for (int axis = -1; axis < shape.length; axis++) {
            boolean[] reduced = new boolean[shape.length];
            for (int d = 0; d < reduced.length; d++) {
              reduced[d] = axis < 0 || d == axis;
            }
            ReduceOptions options = axis < 0 ? ReduceOptions.ALL : ReduceOptions.over(axis);
            Array array = sample.in(fc);
            String what = dtype + " " + Shape.of(shape) + " axis " + axis;
            Expected sum = Expected.of(List.of(sample), null, Fold.SUM, reduced, true);
            assertNull(sum.differs(array.sum(options.keepingDims()).read(), true), what);
            Expected mean = Expected.of(List.of(sample), null, Fold.MEAN, reduced, false);
            assertNull(mean.differs(array.mean(options).read(), true), what);
          }
        }
      }
      assertEquals(0, fc.counters().launches(), "nothing needs the device");
    }
  }

  @Test
  void arraysWithoutAxesAreSingleNumbers() {
    try (Foldcast fc = Devices.open()) {
      Array scalar = Sample.of(2.5).reshaped().in(fc);
      assertEquals(Shape.of(), scalar.sum().shape());
      assertEquals(2.5, scalar.sum().toDouble());
      assertEquals(2.5, scalar.mean(ReduceOptions.over()).toDouble());
      assertEquals(6.25, scalar.multiply(scalar).toDouble());
      Result row = scalar.multiply(fc.of(new double[] {2, 4})).read();
      assertEquals(List.of(5.0, 10.0), List.of(row.getDouble(0), row.getDouble(1)));
    }
  }

  @Test
  void aReductionOverNoAxisGivesTheElements() {
    Sample sample = Sample.c(DType.FLOAT32, 5, 41).fill(Sample.Numbers.UNIFORM, new Random(9));
    Expected same = Expected.of(List.of(sample), null, Fold.NONE, new boolean[2], false);
    try (Foldcast fc = Devices.open()) {
      Array array = sample.in(fc);
      assertNull(same.differs(array.sum(ReduceOptions.over()).read(), false));
      assertNull(same.differs(array.mean(ReduceOptions.over().keepingDims()).read(), false));
    }
  }

  @Test
  void emptyResultsAreFilesToo() throws Exception {
    Path file = folder.resolve("empty.npy");
    try (Foldcast fc = Devices.open()) {
      Sample.c(DType.FLOAT32, 0, 3).in(fc).sum(1).write(file);
      assertEquals(Shape.of(0), fc.npy(file, Access.MAP).shape());
      assertEquals(0, fc.npy(file).read().bytes().remaining());
      Sample.c(DType.INT64, 0, 3).in(fc).mean(0).write(file);
      Result nans = fc.npy(file).read();
      assertTrue(Double.isNaN(nans.getDouble(2)));
      assertEquals(DType.FLOAT64, nans.dtype());
    }
    assertEquals(128 + 24, Files.size(file));
  }
}
