package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Work;
import java.util.Locale;

/**
 * What is tuned: operations that share a configuration.
 *
 * @param dtype the type of the terms
 */
public record Subject(Family family, DType dtype, Accuracy accuracy, ShapeClass shape) {
  /** The subject of an operation. */
  public static Subject of(Work work) {
    return new Subject(work.family(), work.term(), work.accuracy(), ShapeClass.of(work));
  }

  Subject with(Accuracy other) {
    return new Subject(family, dtype, other, shape);
  }

  /** For example {@code reduce_full float32 exact, one x huge x huge}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s %s, %s",
        family.key(),
        dtype,
        accuracy.name().toLowerCase(Locale.ROOT),
        shape);
  }
}
