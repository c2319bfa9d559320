package dev.foldcast.tuning;

import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What two machines have found for the same operations, and what each one's winner costs on the
 * other. A cost is a measurement of that machine or is said to be missing; none is guessed.
 *
 * @param rows operations that both have tuned, by family, type and class
 * @param onlyA operations that only the first has tuned
 * @param onlyB operations that only the second has tuned
 */
public record Comparison(List<Row> rows, int onlyA, int onlyB) {
  /** One operation. */
  public record Row(Subject subject, Side a, Side b) {
    /**
     * Whether the two were measured with different kernels, so that schedules mean other things.
     */
    public boolean ofOtherKernels() {
      return !a.entry.key().kernels().equals(b.entry.key().kernels());
    }

    /** What the two sides together say. */
    public Verdict verdict() {
      if (a.serves() || b.serves()) {
        return Verdict.ONE_SERVES_BOTH;
      }
      boolean measured = a.other == Other.MEASURED && b.other == Other.MEASURED;
      return measured ? Verdict.EACH_ITS_OWN : Verdict.NOT_MEASURED;
    }
  }

  /** Whether an operation wants one schedule or two. */
  public enum Verdict {
    ONE_SERVES_BOTH,
    EACH_ITS_OWN,
    NOT_MEASURED
  }

  /**
   * An operation on one machine.
   *
   * @param entry its winner
   * @param other what is known here of the other machine's winner
   * @param cost how many times as long as the winner the other's takes; 0 where that was not
   *     measured
   */
  public record Side(Entry entry, Other other, double cost) {
    private boolean serves() {
      return other != Other.NOT_MEASURED && cost <= Race.EQUAL;
    }

    /** How many times as long as the winner the default takes. */
    public double defaultCost() {
      return entry.evidence().gain();
    }
  }

  /** What is known of the other machine's winner. */
  public enum Other {
    SAME,
    MEASURED,
    NOT_MEASURED
  }

  /** Compares two stores. */
  public static Comparison of(ExportedStore a, ExportedStore b) {
    List<Row> rows = new ArrayList<>();
    a.operations()
        .forEach(
            (subject, here) -> {
              ExportedStore.Operation there = b.operations().get(subject);
              if (there != null) {
                rows.add(new Row(subject, side(here, there), side(there, here)));
              }
            });
    rows.sort(
        Comparator.comparing((Row row) -> row.subject.family())
            .thenComparing(row -> row.subject.dtype())
            .thenComparing(row -> row.subject.toString()));
    return new Comparison(
        List.copyOf(rows),
        a.operations().size() - rows.size(),
        b.operations().size() - rows.size());
  }

  private static Side side(ExportedStore.Operation here, ExportedStore.Operation there) {
    Entry own = here.entry();
    Configuration other = moved(there.entry(), own.key().device().units());
    if (alike(own.configuration(), other)) {
      return new Side(own, Other.SAME, 1);
    }
    return ratio(here, other)
        .map(ratio -> ratio / ratio(here, own.configuration()).orElse(own.evidence().ratio()))
        .map(cost -> new Side(own, Other.MEASURED, cost))
        .orElseGet(() -> new Side(own, Other.NOT_MEASURED, 0));
  }

  /** A schedule keeps its number of groups for each compute unit, as {@link Lookup} has it. */
  private static Configuration moved(Entry entry, int units) {
    int from = Math.max(1, entry.key().device().units());
    long groups = (long) entry.configuration().groups() * Math.max(1, units) / from;
    return entry.configuration().withGroups((int) Math.min(Integer.MAX_VALUE, Math.max(1, groups)));
  }

  private static Optional<Double> ratio(ExportedStore.Operation here, Configuration wanted) {
    return here.raced().stream()
        .filter(raced -> alike(raced.configuration(), wanted))
        .findFirst()
        .map(Raced::ratio);
  }

  /** Each device streams from its own cache's size on: only whether it ever does counts. */
  private static boolean alike(Configuration a, Configuration b) {
    boolean stores = (a.streamFrom() == Long.MAX_VALUE) == (b.streamFrom() == Long.MAX_VALUE);
    return stores && a.equals(b.withStores(a.streamFrom(), b.tile()));
  }

  /** Operations with a verdict. */
  public List<Row> rows(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).toList();
  }
}
