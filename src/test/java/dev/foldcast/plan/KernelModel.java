package dev.foldcast.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

/**
 * Does in Java what the kernels do with a plan, on weights in place of numbers: each work-item
 * takes its units, each unit its terms, each pass the records of the one before. Buffers have the
 * plan's sizes, so an index that is too large throws; a record that is read before it is written
 * fails.
 */
final class KernelModel {
  private final Plan plan;
  private final int parts;
  private final int span;
  private final long slots;
  private final long[] memory;
  private final long[] whole;
  private final int[] written;
  private final long[][] records = new long[2][];
  private final boolean[][] present = new boolean[2][];
  private long alignedLoads;

  /** The window, and what it has of the operand and the result. */
  private Window window;

  private Nest nest;
  private long[] weights = {};
  private long[] results = {};

  KernelModel(Plan plan, long[] weights) {
    this.plan = plan;
    this.memory = weights;
    window = plan.windows().window(0);
    nest = window.nest();
    parts = plan.operation().term().dtype().components();
    span = plan.program().vector() / parts;
    int outputs = Math.toIntExact(plan.operation().resultShape().size());
    whole = new long[outputs];
    written = new int[outputs];
    int words = plan.program().accumulator().recordWords();
    slots = plan.slotBytes() / 8 / plan.program().accumulator().slotWords();
    for (int i = 0; i < plan.recordBytes().size(); i++) {
      // The model has one weight where a record has a word for each part.
      records[i] = new long[Math.toIntExact(plan.recordBytes().get(i) / 8 / words / parts)];
      present[i] = new boolean[records[i].length];
    }
  }

  /** The weight of every output, each written exactly once. */
  long[] run() {
    for (long i = 0; i < plan.windows().count(); i++) {
      window = plan.windows().window(i);
      nest = window.nest();
      weights = bring(window.boxes().get(0));
      boolean compact = plan.windows().compact();
      results = compact ? new long[(int) nest.outputs()] : whole;
      passes();
      if (window.last()) {
        land(compact);
      }
    }
    for (int output = 0; output < written.length; output++) {
      assertEquals(1, written[output], "writes of output " + output);
    }
    return whole;
  }

  /** What the engine would bring: bytes stand for elements of the operand's size. */
  private long[] bring(Box box) {
    int item = plan.operation().operands().get(0).dtype().itemBytes();
    if (box.transfer() == Transfer.NONE) {
      return memory;
    }
    long[] brought = new long[(int) (box.bytes() / item)];
    int[] at = {0};
    int run = (int) (box.runs().bytes() / item);
    box.runs()
        .forEach(
            first -> {
              System.arraycopy(memory, (int) (first / item), brought, at[0], run);
              at[0] += run;
            });
    return brought;
  }

  private void land(boolean compact) {
    int item = plan.resultType().itemBytes();
    int[] at = {0};
    int run = (int) (window.results().bytes() / item);
    window
        .results()
        .forEach(
            first -> {
              for (int i = 0; i < run; i++) {
                int to = (int) (first / item) + i;
                written[to]++;
                whole[to] = compact ? results[at[0]++] : whole[to];
              }
            });
    assertEquals(nest.outputs(), window.results().totalBytes() / item);
  }

  private void passes() {
    List<Pass> passes = plan.passesOf(window);
    for (int i = 0; i < passes.size(); i++) {
      Pass pass = passes.get(i);
      checkLaunch(pass.launch());
      if (pass instanceof Pass.Reduce reduce) {
        long[] before = records[0].clone();
        boolean[] had = present[0].clone();
        Arrays.fill(present[0], false);
        if (reduce.columns()) {
          columns(reduce, before, had);
        } else {
          rows(reduce, before, had);
        }
      } else if (pass instanceof Pass.Merge merge) {
        merge(merge, i);
      } else if (pass instanceof Pass.Tiles tiles) {
        tiles(tiles);
      } else if (pass instanceof Pass.SharedTiles tiles) {
        sharedTiles(tiles);
      } else if (pass instanceof Pass.ShortRows rows) {
        shortRows(rows);
      } else if (pass instanceof Pass.Runs runs) {
        runs(runs);
      } else if (pass instanceof Pass.FewTerms few) {
        few(few);
      } else {
        elementwise((Pass.Elementwise) pass);
      }
    }
  }

  /** Whether every part of a window must have terms. */
  private boolean isLongest() {
    return nest.count() == plan.windows().window(0).nest().count();
  }

  private boolean toRecords(Pass.Reduce pass) {
    return pass.toRecords() || !window.last();
  }

  private long carried(long record, long[] before, boolean[] had) {
    if (window.first()) {
      return 0;
    }
    assertTrue(had[(int) record], () -> "no record " + record + " to carry on from");
    return before[(int) record];
  }

  private void checkLaunch(Launch launch) {
    assertTrue(launch.globalSize() > 0 && launch.workGroup() > 0);
    assertEquals(0, launch.globalSize() % launch.workGroup());
  }

  /** Work-items that share a unit. */
  private long shared(Pass pass, boolean canTree) {
    return canTree && plan.program().tree() ? pass.launch().workGroup() : 1;
  }

  private void useSlot(long slot) {
    boolean used = plan.program().accumulator().usesSlots();
    assertTrue(!used || slot < slots, () -> "slot " + slot + " of " + slots);
  }

  private void rows(Pass.Reduce pass, long[] before, boolean[] had) {
    long size = shared(pass, true);
    long workers = pass.launch().globalSize() / size;
    long units = Math.multiplyExact(nest.outputs(), pass.parts());
    Loop inner = nest.reduced().get(nest.reduced().size() - 1);
    List<Loop> around = nest.reduced().subList(0, nest.reduced().size() - 1);
    boolean sideBySide = pass.walk() == Walk.ROWS;
    assertTrue(!sideBySide || (pass.parts() == 1 && around.isEmpty() && size == 1));
    long atOnce = sideBySide ? 4 : 1;
    long each = (units + workers - 1) / workers;
    for (long worker = 0; worker < workers; worker++) {
      useSlot(((worker + 1) * size * atOnce - 1) * parts + parts - 1);
      long first = Math.min(worker * each, units);
      long own = Math.min(each, units - first);
      long strip = own / atOnce;
      for (long next = 0; next < own; next++) {
        boolean sided = next < atOnce * strip;
        long unit = first + (sided ? next % atOnce * strip + next / atOnce : next);
        long output = unit / pass.parts();
        long begin = (unit - output * pass.parts()) * pass.partSize();
        long end = Math.min(begin + pass.partSize(), nest.count());
        assertTrue(begin < end || !isLongest(), "an empty part");
        long weight = carried(unit, before, had);
        long base = at(nest.kept(), output, nest.offsets().get(0));
        for (long term = begin; term < end; ) {
          long row = term / inner.extent();
          long column = term - row * inner.extent();
          long run = Math.min(inner.extent() - column, end - term);
          long at = at(around, row, base) + column * inner.stride(0);
          weight += run(at, inner.stride(0), run, size);
          term += run;
        }
        leave(toRecords(pass), 0, unit, output, weight);
      }
    }
  }

  private long run(long at, long step, long run, long size) {
    long weight = 0;
    long vectors = run / span;
    if (size == 1 && vectors > 0) { // a row that is told from one block: its last vector is whole
      load(at + (run - span) * step);
    }
    for (long lid = 0; lid < size; lid++) {
      for (long v = lid; v < vectors; v += size) {
        load(at + v * span * step);
        for (int l = 0; l < span; l++) {
          weight += weights[(int) (at + (v * span + l) * step)];
        }
      }
      for (long i = vectors * span + lid; i < run; i += size) {
        weight += weights[(int) (at + i * step)];
      }
    }
    return weight;
  }

  private LoadMode mode() {
    return plan.program().operands().get(0).mode();
  }

  /** A vector of neighbours from an element on. */
  private void load(long at) {
    boolean aligned = plan.program().operands().get(0).aligned();
    assertTrue(!aligned || at % span == 0, () -> "an aligned load of element " + at);
    alignedLoads += aligned ? 1 : 0;
  }

  /** Loads that were found to be aligned as the plan says. */
  long alignedLoads() {
    return alignedLoads;
  }

  private void columns(Pass.Reduce pass, long[] before, boolean[] had) {
    Nest nest = this.nest.joined(pass.joined());
    long narrow = nest.kept().get(nest.kept().size() - 1).extent() / pass.joined();
    long tail = this.nest.count() % pass.joined() * narrow;
    int chains = plan.program().chains();
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    List<Loop> outer = nest.kept().subList(0, depth);
    long extent = inner.extent();
    int width = pass.together() ? (int) extent : chains * span;
    assertTrue(extent >= width || chains > 4, "a row of outputs shorter than a block");
    assertTrue(width <= chains * span, "lanes in several panels");
    long blocks = (extent + width - 1) / width;
    long workers = pass.launch().globalSize();
    long all = nest.outputs() / extent * blocks;
    useSlot(workers * chains * plan.program().vector() - 1);
    for (long worker = 0; worker < workers; worker++) {
      for (long unit = worker; unit < all * pass.parts(); unit += workers) {
        long part = unit / all;
        long block = unit - part * all;
        long row = block / blocks;
        long own = (block - row * blocks) * width;
        long start = Math.min(own, extent - width);
        long begin = part * pass.partSize();
        long end = Math.min(begin + pass.partSize(), nest.count());
        assertTrue(begin < end || !isLongest(), "an empty part");
        long[] met = new long[pass.together() ? (int) narrow : 0];
        for (long column = own; column < start + width; column++) {
          long base = at(outer, row, nest.offsets().get(0)) + column * inner.stride(0);
          long output = row * narrow + column % narrow;
          long record = (output * pass.joined() + column / narrow) * pass.parts() + part;
          long weight = pass.together() ? 0 : carried(record, before, had);
          for (long term = begin; term < end; term++) {
            if ((column - own) % span == 0) {
              long moved = Math.max(0, column - (extent - span)) * inner.stride(0);
              load(at(nest.reduced(), term, base) - moved);
            }
            weight += weights[(int) at(nest.reduced(), term, base)];
          }
          if (part == 0 && column < tail) {
            weight += weights[(int) (base + nest.count() * nest.reduced().get(0).stride(0))];
          }
          if (pass.together()) {
            met[(int) (column % narrow)] += weight;
          } else {
            leave(toRecords(pass), 0, record, output, weight);
          }
        }
        for (int column = 0; column < met.length; column++) {
          long output = row * narrow + column;
          long record = output * pass.parts() + part;
          leave(toRecords(pass), 0, record, output, met[column] + carried(record, before, had));
        }
      }
    }
  }

  private void few(Pass.FewTerms pass) {
    int depth = nest.kept().size() - 1;
    long width = nest.kept().get(depth).extent();
    long vectors = (width + span - 1) / span;
    long all = nest.outputs() / width * vectors;
    long workers = pass.launch().globalSize();
    assertTrue(width >= span, "a row of outputs shorter than a vector");
    assertTrue(window.first() && window.last(), "terms in another window");
    assertEquals(pass.length(), nest.count());
    boolean squares = mode() == LoadMode.TURNED;
    assertTrue(!squares || (pass.length() >= span && pass.length() <= 64), "no whole square");
    assertEquals(squares ? 0 : pass.length(), plan.program().length(), "the length compiled");
    useSlot(workers * plan.program().vector() - 1);
    for (long worker = 0; worker < workers; worker++) {
      for (long unit = worker; unit * pass.chunk() < all; unit += workers) {
        for (long v = unit * pass.chunk(); v < Math.min((unit + 1) * pass.chunk(), all); v++) {
          long row = v / vectors;
          long own = (v - row * vectors) * span;
          for (long column = own; column < Math.min(own, width - span) + span; column++) {
            long output = row * width + column;
            long base = at(nest.kept(), output, nest.offsets().get(0));
            long weight = 0;
            for (long term = 0; term < pass.length(); term++) {
              if (column == own) {
                load(at(nest.reduced(), mode() == LoadMode.INTERLEAVED ? 0 : term, base));
              }
              weight += weights[(int) at(nest.reduced(), term, base)];
            }
            write(outAt(nest.kept(), output), weight);
          }
        }
      }
    }
  }

  /** Outputs in order; a vector is loaded from each run that it has lanes of. */
  private void runs(Pass.Runs pass) {
    Nest flat = pass.nest(nest);
    long width = flat.kept().get(flat.kept().size() - 1).extent();
    long vectors = (width + span - 1) / span;
    long all = nest.outputs() / width * vectors;
    long workers = pass.launch().globalSize();
    assertTrue(width >= span, "a row of outputs shorter than a vector");
    assertTrue(window.first() && window.last(), "terms in another window");
    assertEquals(nest.kept().get(nest.kept().size() - 1).extent(), pass.run());
    assertEquals(Math.min(pass.run(), span), plan.program().run());
    boolean breaks = mode() == LoadMode.RUNS;
    assertEquals(pass.run() % span != 0, breaks, "how a run is loaded");
    useSlot(workers * plan.program().vector() - 1);
    for (long worker = 0; worker < workers; worker++) {
      for (long unit = worker; unit * pass.chunk() < all; unit += workers) {
        for (long v = unit * pass.chunk(); v < Math.min((unit + 1) * pass.chunk(), all); v++) {
          long row = v / vectors;
          long own = (v - row * vectors) * span;
          long from = Math.min(own, width - span);
          for (long lane = own - from; lane < span; lane++) {
            vectorOfRuns(row * width + from, lane, pass.run(), breaks);
          }
        }
      }
    }
  }

  /** Lane {@code lane} of the vector that begins at output {@code first}. */
  private void vectorOfRuns(long first, long lane, long run, boolean breaks) {
    long skips = breaks ? (first % run + lane) / run : 0;
    long weight = 0;
    for (long term = 0; term < nest.count(); term++) {
      long start = at(nest.reduced(), term, at(nest.kept(), first, nest.offsets().get(0)));
      long loaded = start + skips * nest.skip();
      assertTrue(loaded >= 0 && loaded + span <= weights.length, "a load beyond the array");
      weight += weights[(int) (loaded + lane)];
    }
    write(outAt(nest.kept(), first + lane), weight);
  }

  private void merge(Pass.Merge pass, int index) {
    int to = index % 2;
    Arrays.fill(present[to], false);
    long size = shared(pass, true);
    long workers = pass.launch().globalSize() / size;
    long left = (pass.parts() + pass.fan() - 1) / pass.fan();
    for (long worker = 0; worker < workers; worker++) {
      useSlot(((worker + 1) * size - 1) * parts + parts - 1);
      for (long unit = worker; unit < nest.outputs() * left; unit += workers) {
        long output = unit / left;
        long begin = (unit - output * left) * pass.fan();
        long end = Math.min(begin + pass.fan(), pass.parts());
        assertTrue(begin < end, "an empty merge");
        long weight = 0;
        for (long i = begin; i < end; i++) {
          int record = Math.toIntExact(output * pass.parts() + i);
          assertTrue(present[1 - to][record], () -> "record " + record + " is not written");
          weight += records[1 - to][record];
        }
        leave(pass.toRecords(), to, unit, output, weight);
      }
    }
  }

  /** Four rows at once. */
  private void abreast(Pass.Elementwise pass) {
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    Loop across = nest.kept().get(depth - 1);
    List<Loop> outer = nest.kept().subList(0, depth - 1);
    long chunks = (inner.extent() + pass.chunk() - 1) / pass.chunk();
    long strips = (across.extent() + 3) / 4;
    long units = nest.outputs() / inner.extent() / across.extent() * strips * chunks;
    long workers = pass.launch().globalSize();
    for (long worker = 0; worker < workers; worker++) {
      for (long u = firstOf(units, worker, workers); u < firstOf(units, worker + 1, workers); u++) {
        long strip = u / chunks;
        long box = strip / strips;
        long row = (strip - box * strips) * 4;
        long begin = (u - strip * chunks) * pass.chunk();
        for (long r = row; r < Math.min(row + 4, across.extent()); r++) {
          for (long i = begin; i < Math.min(begin + pass.chunk(), inner.extent()); i++) {
            long from =
                at(outer, box, nest.offsets().get(0)) + r * across.stride(0) + i * inner.stride(0);
            write(outAt(outer, box) + r * across.outStride() + i, weights[(int) from]);
          }
        }
      }
    }
  }

  private void elementwise(Pass.Elementwise pass) {
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    assertEquals(1, inner.outStride());
    if (pass.walk() == Walk.ROWS) {
      abreast(pass);
      return;
    }
    List<Loop> outer = nest.kept().subList(0, depth);
    long chunks = (inner.extent() + pass.chunk() - 1) / pass.chunk();
    long units = nest.outputs() / inner.extent() * chunks;
    long workers = pass.launch().globalSize() / shared(pass, true);
    for (long worker = 0; worker < workers; worker++) {
      long first = plan.program().tree() ? worker : firstOf(units, worker, workers);
      long end = plan.program().tree() ? units : firstOf(units, worker + 1, workers);
      for (long unit = first; unit < end; unit += plan.program().tree() ? workers : 1) {
        long row = unit / chunks;
        long begin = (unit - row * chunks) * pass.chunk();
        long length = Math.min(pass.chunk(), inner.extent() - begin);
        if (!plan.program().tree() && length >= span) { // the last vector is moved back
          load(at(outer, row, nest.offsets().get(0)) + (begin + length - span) * inner.stride(0));
        }
        for (long i = begin; i < begin + length; i++) {
          if ((i - begin) % span == 0 && i + span <= begin + length) {
            load(at(outer, row, nest.offsets().get(0)) + i * inner.stride(0));
          }
          long from = at(outer, row, nest.offsets().get(0)) + i * inner.stride(0);
          write(outAt(outer, row) + i, weights[(int) from]);
        }
      }
    }
  }

  /** The first of the neighbouring units that a worker takes, who may have one more than others. */
  private static long firstOf(long units, long worker, long workers) {
    return worker * (units / workers) + Math.min(worker, units % workers);
  }

  private void tiles(Pass.Tiles pass) {
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    Loop across = nest.kept().get(depth - 1);
    assertEquals(1, inner.outStride());
    assertTrue(span > 1 && span <= inner.extent() && span <= across.extent(), "a square too large");
    assertEquals(plan.program().stores().tile() * (long) span, pass.rows());
    List<Loop> outer = nest.kept().subList(0, depth - 1);
    long chunks = (inner.extent() + pass.chunk() - 1) / pass.chunk();
    long strips = (across.extent() + pass.rows() - 1) / pass.rows();
    long units = nest.outputs() / inner.extent() / across.extent() * strips * chunks;
    long workers = pass.launch().globalSize();
    for (long worker = 0; worker < workers; worker++) {
      for (long u = firstOf(units, worker, workers); u < firstOf(units, worker + 1, workers); u++) {
        long strip = u / chunks;
        long box = strip / strips;
        long row = (strip - box * strips) * pass.rows();
        long column = (u - strip * chunks) * pass.chunk();
        for (long i = row; i < Math.min(row + pass.rows(), across.extent()); i++) {
          for (long j = column; j < Math.min(column + pass.chunk(), inner.extent()); j++) {
            long from = at(outer, box, nest.offsets().get(0)) + i * across.stride(0);
            long to = outAt(outer, box) + i * across.outStride() + j;
            write(to, weights[(int) (from + j * inner.stride(0))]);
          }
        }
      }
    }
  }

  private void shortRows(Pass.ShortRows pass) {
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    Loop across = nest.kept().get(depth - 1);
    assertEquals(1, inner.outStride());
    assertEquals(inner.extent(), across.outStride(), "rows follow each other");
    assertEquals(pass.row(), inner.extent(), "the length that is compiled");
    assertEquals(pass.row(), plan.program().stores().row());
    assertTrue(span <= across.extent(), "fewer rows than a group has");
    List<Loop> outer = nest.kept().subList(0, depth - 1);
    long groups = across.extent() / span;
    long chunks = (groups + pass.chunk() - 1) / pass.chunk();
    long boxes = nest.outputs() / inner.extent() / across.extent();
    long workers = pass.launch().globalSize();
    for (long worker = 0; worker < workers; worker++) {
      for (long unit = worker; unit < boxes * chunks; unit += workers) {
        long box = unit / chunks;
        long first = (unit - box * chunks) * pass.chunk();
        long end = Math.min(first + pass.chunk(), groups);
        long last = end == groups ? across.extent() : end * span;
        long base = at(outer, box, nest.offsets().get(0));
        for (long row = first * span; row < last; row++) {
          for (long j = 0; j < inner.extent(); j++) {
            if ((row * inner.extent() + j) % span == 0 && row < end * span) {
              load(base + row * across.stride(0) + j * inner.stride(0));
            }
            long to = outAt(outer, box) + row * inner.extent() + j;
            write(to, weights[(int) (base + row * across.stride(0) + j * inner.stride(0))]);
          }
        }
      }
    }
  }

  private void sharedTiles(Pass.SharedTiles pass) {
    int depth = nest.kept().size() - 1;
    Loop inner = nest.kept().get(depth);
    Loop across = nest.kept().get(depth - 1);
    assertEquals(1, inner.outStride());
    assertEquals(1, span);
    assertEquals(plan.program().stores().tile(), pass.side());
    List<Loop> outer = nest.kept().subList(0, depth - 1);
    long inRow = (inner.extent() + pass.side() - 1) / pass.side();
    long inColumn = (across.extent() + pass.side() - 1) / pass.side();
    long boxes = nest.outputs() / inner.extent() / across.extent();
    long groups = pass.launch().globalSize() / pass.launch().workGroup();
    for (long group = 0; group < groups; group++) {
      for (long unit = group; unit < boxes * inRow * inColumn; unit += groups) {
        long strip = unit / inRow;
        long box = strip / inColumn;
        long row = (strip - box * inColumn) * pass.side();
        long column = (unit - strip * inRow) * pass.side();
        for (long i = row; i < Math.min(row + pass.side(), across.extent()); i++) {
          for (long j = column; j < Math.min(column + pass.side(), inner.extent()); j++) {
            long from = at(outer, box, nest.offsets().get(0)) + i * across.stride(0);
            long to = outAt(outer, box) + i * across.outStride() + j;
            write(to, weights[(int) (from + j * inner.stride(0))]);
          }
        }
      }
    }
  }

  private void leave(boolean toRecords, int buffer, long record, long output, long weight) {
    if (!toRecords) {
      write(outAt(nest.kept(), output), weight);
      return;
    }
    int at = Math.toIntExact(record);
    assertTrue(!present[buffer][at], () -> "record " + at + " is written twice");
    present[buffer][at] = true;
    records[buffer][at] = weight;
  }

  private void write(long at, long weight) {
    assertEquals(0, results[(int) at], "a result is written twice");
    results[(int) at] = weight;
  }

  private static long at(List<Loop> loops, long index, long from) {
    long at = from;
    long left = index;
    for (int d = loops.size() - 1; d >= 0; d--) {
      Loop loop = loops.get(d);
      at += left % loop.extent() * loop.stride(0);
      left /= loop.extent();
    }
    return at;
  }

  private long outAt(List<Loop> loops, long index) {
    long at = nest.outOffset();
    long left = index;
    for (int d = loops.size() - 1; d >= 0; d--) {
      Loop loop = loops.get(d);
      at += left % loop.extent() * loop.outStride();
      left /= loop.extent();
    }
    return at;
  }
}
