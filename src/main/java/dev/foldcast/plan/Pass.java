package dev.foldcast.plan;

import java.util.List;
import java.util.Locale;

/** One kernel launch of a plan. Each pass waits for the one before it. */
public sealed interface Pass {
  /** The kernel's name, which is also its file's. */
  String kernel();

  Launch launch();

  /** A window as its kernel goes through it. */
  default Nest nest(Nest window) {
    return window;
  }

  /** How a work-item of the first of some passes walks through rows, if it has any for itself. */
  static Walk walk(List<Pass> passes) {
    if (passes.isEmpty()) {
      return Walk.PARTS;
    }
    Pass first = passes.get(0);
    return first instanceof Reduce reduce
        ? reduce.walk()
        : first instanceof Elementwise elementwise ? elementwise.walk() : Walk.PARTS;
  }

  /** What it reads and writes, for people. */
  String work();

  /**
   * The first pass of a reduction.
   *
   * @param columns whether lanes are outputs ({@code reduce_columns}) or share one ({@code
   *     reduce_rows})
   * @param parts parts of each output
   * @param partSize most terms in a part
   * @param joined rows of outputs that lie side by side as one; 1 where lanes share an output
   * @param together whether such rows meet in the pass; else each has records of its own
   * @param walk how a work-item takes rows; no matter where lanes are outputs
   * @param toRecords whether it leaves records, else results
   */
  record Reduce(
      Launch launch,
      boolean columns,
      long parts,
      long partSize,
      long joined,
      boolean together,
      Walk walk,
      boolean toRecords)
      implements Pass {
    /** Records of each output that it leaves. */
    public long records() {
      return together ? parts : parts * joined;
    }

    @Override
    public Nest nest(Nest window) {
      return window.joined(joined);
    }

    @Override
    public String kernel() {
      return columns ? "reduce_columns" : "reduce_rows";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT,
          "%d part(s) of up to %d terms an output%s -> %s",
          parts,
          partSize,
          joined > 1
              ? String.format(Locale.ROOT, ", %d rows side by side", joined)
              : walk == Walk.ROWS ? ", four outputs at once" : "",
          toRecords ? "records" : "results");
    }
  }

  /**
   * The only pass of a reduction of few terms an output, or of short rows ({@code reduce_short});
   * lanes are outputs.
   *
   * @param length terms of each output
   * @param chunk vectors of neighbouring outputs that a work-item takes at once
   * @param stream whether results pass the caches by
   */
  record FewTerms(Launch launch, int length, long chunk, boolean stream) implements Pass {
    @Override
    public String kernel() {
      return "reduce_short";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT,
          "%d terms an output, chunks of up to %d vectors of outputs -> results",
          length,
          chunk);
    }
  }

  /**
   * The only pass of a reduction whose outputs are runs ({@code reduce_runs}, see {@link
   * LoadMode#RUNS}).
   *
   * @param run outputs of each
   * @param chunk vectors of neighbouring outputs that a work-item takes at once
   * @param stream whether results pass the caches by
   */
  record Runs(Launch launch, long run, long chunk, boolean stream) implements Pass {
    @Override
    public Nest nest(Nest window) {
      return window.inOneRun();
    }

    @Override
    public String kernel() {
      return "reduce_runs";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT,
          "runs of %d outputs, chunks of up to %d vectors of them -> results",
          run,
          chunk);
    }
  }

  /**
   * A later pass of a reduction.
   *
   * @param parts records of each output that it finds
   * @param fan records that become one
   * @param toRecords whether records are left; else results
   */
  record Merge(Launch launch, long parts, long fan, boolean toRecords) implements Pass {
    @Override
    public String kernel() {
      return "merge_records";
    }

    /** Records of each output that it leaves. */
    long left() {
      return Counts.ceilDiv(parts, fan);
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT,
          "%d records an output, %d into one -> %s",
          parts,
          Math.min(fan, parts),
          toRecords ? "records" : "results");
    }
  }

  /**
   * The only pass of an operation that reduces nothing and whose operands are contiguous along
   * different loops, the last two.
   *
   * @param rows of a strip that a work-item takes at once
   * @param chunk most terms of the inner loop that it takes of them
   */
  record Tiles(Launch launch, long rows, long chunk) implements Pass {
    @Override
    public String kernel() {
      return "tiles";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT, "strips of %d rows in chunks of up to %d terms -> results", rows, chunk);
    }
  }

  /**
   * The same where work-groups share squares by way of local memory.
   *
   * @param side rows and columns of a square
   */
  record SharedTiles(Launch launch, int side) implements Pass {
    @Override
    public String kernel() {
      return "shared_tiles";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT, "squares of %d by %d terms in local memory -> results", side, side);
    }
  }

  /**
   * The only pass of an operation that reduces nothing and has short rows, which follow each other
   * in the result.
   *
   * @param row terms of each
   * @param chunk groups of rows, as many as a vector has terms, that a work-item takes at once
   */
  record ShortRows(Launch launch, int row, long chunk) implements Pass {
    @Override
    public String kernel() {
      return "short_rows";
    }

    @Override
    public String work() {
      return String.format(
          Locale.ROOT,
          "rows of %d terms, chunks of up to %d vectors of rows -> results",
          row,
          chunk);
    }
  }

  /**
   * The only pass of any other operation that reduces nothing.
   *
   * @param chunk most terms of the inner loop that a work-item takes at once
   * @param walk how it takes them
   */
  record Elementwise(Launch launch, long chunk, Walk walk) implements Pass {
    @Override
    public String kernel() {
      return "elementwise";
    }

    @Override
    public String work() {
      String rows = walk == Walk.ROWS ? "four rows at once" : "rows";
      return String.format(Locale.ROOT, "%s in chunks of up to %d terms -> results", rows, chunk);
    }
  }
}
