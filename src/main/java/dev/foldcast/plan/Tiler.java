package dev.foldcast.plan;

import dev.foldcast.error.MemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the windows of an operation: the cheapest ones that its memory allows. */
final class Tiler {
  /** Whole operations that move no more bytes than this need no windows for overlap. */
  private static final double SMALL = 64 << 20;

  private final Question question;
  private final Nest nest;

  /**
   * Device memory beside operands and results for one window.
   *
   * @param bytes all of it, or -1 if that is no number
   * @param carried bytes of records that go from window to window
   */
  record Scratch(long bytes, long carried) {
    static final Scratch NONE = new Scratch(0, 0);
  }

  /** What a window takes. */
  interface Needs {
    /**
     * The scratch.
     *
     * @param window the loops in it
     * @param carried whether records outlive it
     */
    Scratch scratch(Nest window, boolean carried);
  }

  /** What is to be cut, and for what. */
  record Question(
      Nest nest,
      Operation operation,
      DeviceLimits limits,
      Budget budget,
      Target target,
      Needs needs) {

    /** Most bytes of device buffers and of host memory of ours. */
    long memory() {
      return Math.min(budget.memoryBytes(), limits.globalMemoryBytes() / 4 * 3);
    }

    /** Whether the result has one buffer, and windows write to parts of it. */
    boolean resultIsWhole() {
      return target == Target.DEVICE || (target == Target.MEMORY && limits.hostMemory());
    }
  }

  Tiler(Question question) {
    this.question = question;
    this.nest = question.nest();
  }

  /**
   * The cheapest windows.
   *
   * @throws MemoryException if none fit
   */
  Windows choose() {
    Candidate whole = new Candidate(question, Tiling.whole(nest));
    if (whole.fits() && whole.cost() - Candidate.LAUNCH - whole.inPlace() <= SMALL) {
      return whole.windows();
    }
    Search search = new Search();
    search.offer(whole);
    search.prefixes();
    search.subsets();
    if (search.best == null) {
      throw tooLittle(search.least);
    }
    return search.best.windows();
  }

  private MemoryException tooLittle(long needed) {
    long memory = question.memory();
    if (needed == Long.MAX_VALUE || memory < question.budget().memoryBytes()) {
      return new MemoryException(
          String.format(
              Locale.ROOT,
              "the operation does not fit the device's memory (%d bytes, %d in one buffer); write the"
                  + " result to a file, or compute smaller parts of it",
              question.limits().globalMemoryBytes(),
              question.limits().maxAllocationBytes()),
          needed,
          memory);
    }
    return new MemoryException(
        String.format(
            Locale.ROOT,
            "the operation needs %d bytes of memory and may use %d (--memory); allow it at least %dMiB",
            needed,
            memory,
            (needed + (1L << 20) - 1) >> 20),
        needed,
        memory);
  }

  /** Tries candidates and keeps the best. */
  private final class Search {
    /** Cuts at once, beside those that go from the outside in. */
    private static final int MOST_CUTS = 3;

    /** Loops that are cut at all in any order: the longest. */
    private static final int MOST_LOOPS = 6;

    @Nullable Candidate best;
    long least = Long.MAX_VALUE;

    private final int keptLoops = nest.kept().size();
    private final List<Loop> loops = new ArrayList<>(nest.kept());

    Search() {
      loops.addAll(nest.reduced());
    }

    void offer(Candidate candidate) {
      if (candidate.fits() && (best == null || candidate.cost() < best.cost())) {
        best = candidate;
      }
      least = Math.min(least, candidate.needs());
    }

    private void offer(long[] tiles) {
      List<Cut> cuts = new ArrayList<>();
      for (int d = 0; d < tiles.length; d++) {
        cuts.add(Cut.into(loops.get(d).extent(), tiles[d]));
      }
      List<Cut> kept = cuts.subList(0, keptLoops);
      offer(
          new Candidate(
              question,
              Tiling.of(
                  nest, List.copyOf(kept), List.copyOf(cuts.subList(keptLoops, tiles.length)))));
    }

    /** Whole loops inside, single turns outside, one loop cut between them. */
    void prefixes() {
      List<long[]> kept = prefixes(nest.kept(), Tiling.whole(nest).keptOrder());
      List<long[]> reduced = prefixes(nest.reduced(), Tiling.whole(nest).reducedOrder());
      for (long[] outer : kept) {
        for (long[] inner : reduced) {
          long[] tiles = new long[loops.size()];
          System.arraycopy(outer, 0, tiles, 0, outer.length);
          System.arraycopy(inner, 0, tiles, outer.length, inner.length);
          offer(tiles);
        }
      }
    }

    private List<long[]> prefixes(List<Loop> of, List<Integer> order) {
      long[] tiles = of.stream().mapToLong(Loop::extent).toArray();
      List<long[]> found = new ArrayList<>(List.of(tiles.clone()));
      for (int d : order) {
        for (long tile = largestTile(tiles[d]); tile >= 1; tile /= 2) {
          tiles[d] = tile;
          found.add(tiles.clone());
        }
      }
      return found;
    }

    /** Up to three loops cut, whichever they are. */
    void subsets() {
      long[] tiles = loops.stream().mapToLong(Loop::extent).toArray();
      List<Integer> longest = new ArrayList<>();
      for (int d = 0; d < tiles.length; d++) {
        longest.add(d);
      }
      longest.sort((a, b) -> Long.compare(tiles[b], tiles[a]));
      subsets(tiles, longest.subList(0, Math.min(MOST_LOOPS, longest.size())), MOST_CUTS);
    }

    private void subsets(long[] tiles, List<Integer> free, int cuts) {
      for (int i = 0; i < free.size() && cuts > 0; i++) {
        int d = free.get(i);
        long extent = tiles[d];
        for (long tile = largestTile(extent); tile >= 1; tile /= 2) {
          tiles[d] = tile;
          offer(tiles);
          subsets(tiles, free.subList(i + 1, free.size()), cuts - 1);
        }
        tiles[d] = extent;
      }
    }

    private static long largestTile(long extent) {
      return extent == 1 ? 0 : Long.highestOneBit(extent - 1);
    }
  }
}
