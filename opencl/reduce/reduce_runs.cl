// Reductions along one reduced axis where outputs are runs, as those of (n, 10, 10) over axis 1: each run of
// `columns` neighbours is followed by the next one, at once in the result, and in the operands `skip` elements
// further on than a neighbour would be. One lane for each of VEC / PARTS neighbouring outputs.
//
// Lanes    go on from one run to the next: a vector is loaded from each run that it has lanes of. (With vectors of
//          8 and of 2 of 10 outputs, sums of float32 ran at 2 GB/s instead of 25.)
// Unit     `chunk` neighbouring vectors of outputs. A work-item takes units in turn; no barrier. The last vector of
//          a row of outputs is moved back so that it is whole; it leaves only the outputs that no vector before it
//          has.
// Terms    of a vector never leave registers: at most LANE_TURNS of each output, or more where there is SUMS_RESULT.
//          Those of the next matrix are brought to the second cache meanwhile. (To the first one, where the lines of
//          many rows take each other's places, sums of (n, 64, 64) float32 ran at 16 GB/s instead of 29.)
// Again    a vector that cannot be told so is added up as reduce_columns does.
// Slots    VEC for each work-item.
// Empty    never launched with no output; a row has at least SPAN outputs.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR, RUN (the lesser of `columns` and SPAN) and BREAKS (most of
// them in a vector). Tuned: VEC, work-group size, work-items, chunk, stream.
#include "reduce/columns.cl"

#define AHEAD (1024 / (REAL_BYTES * PARTS))  // terms between a touch and a load, at least

// Where the first terms of a vector of outputs lie, and the way from one run to the next; at its end the number of
// lanes in the first one.
typedef struct {
  INDEX at[OPERANDS];
  INDEX step[OPERANDS + 1];
} Start;

#if BLOCK_RESULT
// The results of a vector of outputs of `count` terms each; says whether they hold. `empty` has no terms, and as many
// vectors from touched[] on are touched.
inline bool run_results(OPERAND_PARAMS, const Block* empty, const Start* start, const INDEX* touched,
                        const INDEX* along, const INDEX* hop, const int count, const ulong divisor,
                        V(RESULT_BITS)* results) {
  INDEX at[OPERANDS], soon[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = start->at[k];
    soon[k] = touched[k];
  }
  Block block = *empty;
#if SUMS_RESULT
  Sums sums;
  sums_clear(&sums);
#endif
  for (int left = count; left > 0; left -= LANE_TURNS) {
    for (int i = min(left, LANE_TURNS); i > 0; i--) {
      touch_far(OPERAND_ARGS, soon);
      block_add(&block, term_v(OPERAND_ARGS, at, start->step));
      for (int k = 0; k < OPERANDS; k++) {
        at[k] += hop[k];
        soon[k] += SPAN * along[k];
      }
    }
#if SUMS_RESULT
    if (count > LANE_TURNS && block_end(&block, &sums)) return false;
  }
  if (count > LANE_TURNS) return sums_result(&sums, divisor, results);
#else
  }
#endif
  return block_result(&block, divisor, results);
}
#endif

// Adds up a vector of outputs of row `row`, whatever its terms are, and leaves those from `own` on. What `block`
// learns of them helps with the next ones.
RARE void run_again(OPERAND_PARAMS, NEST_SPACE const Nest* nest, Block* block, const Start* start,
                    const ulong row, const ulong own, const INDEX* hop, const int count,
                    const ulong divisor, __global RESULT_BITS* out, __global ulong* slots,
                    __global uint* status) {
  Sums sums;
  Total totals[VEC];
  uchar used = 0;
  sums_clear(&sums);
  add_rows(OPERAND_ARGS, block, &sums, totals, &used, slots, 1, 0, 0, start->at, start->step, hop, count);
  leave_vector(nest, &sums, totals, used, slots, row, own, 1, 0, 1, divisor, 0, out, slots, status);
}

#define RUNS_PARAMS const ulong rows, const ulong columns, const ulong skip, const ulong chunk, const ulong divisor, \
  const uint stream, __global RESULT_BITS* restrict out, __global ulong* restrict all_slots, \
  __global uint* restrict status
#define RUNS_ARGS rows, columns, skip, chunk, divisor, stream, out, all_slots, status

// The units of one work-item.
ONCE void reduce_units(OPERAND_PARAMS, NEST_SPACE const Nest* nest, RUNS_PARAMS, const ulong worker,
                       const ulong workers) {
  __global ulong* const slots = SLOT(all_slots, worker * VEC);
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong last = width - SPAN;
  const ulong vectors = (width + SPAN - 1) / SPAN;  // in a row of outputs
  const int count = (int)nest->reduced_extent[0];
  // To what is touched while a vector is added up: as many terms, one after the other, as if matrices were dense.
  const INDEX ahead = (INDEX)(columns + skip) + SPAN * (INDEX)count + AHEAD;
  INDEX along[OPERANDS], over[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    along[k] = (INDEX)nest->kept_stride[k][inner];
    over[k] = along[k] * (INDEX)skip;
    hop[k] = (INDEX)nest->reduced_stride[k][0];
  }
  Block block;
  block_start(&block);
  block_clear(&block);
  for (ulong unit = worker; unit * chunk < rows * vectors; unit += workers) {
    const ulong end = min((unit + 1) * chunk, rows * vectors);
    for (ulong next = unit * chunk; next < end;) {  // vectors of one row
      const ulong row = next / vectors;
      const ulong first = next - row * vectors;
      const ulong some = min(vectors - first, end - next);
      INDEX base[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
      go_kept(nest, inner, row, base);
      const ulong row_at = out_at(nest, inner, row);
      for (ulong own = first * SPAN; own < (first + some) * SPAN; own += SPAN) {
        const ulong from = min(own, last);
        const ulong run = from / columns;
        const ulong column = from - run * columns;
        const INDEX matrix = (INDEX)(run * (columns + skip));
        Start start;
        INDEX soon[OPERANDS];
        for (int k = 0; k < OPERANDS; k++) {
          start.at[k] = base[k] + (matrix + (INDEX)column) * along[k];
          start.step[k] = over[k];
          soon[k] = base[k] + (matrix + (INDEX)column * (INDEX)count + ahead) * along[k];
        }
        start.step[OPERANDS] = (INDEX)(columns - column);
#if BLOCK_RESULT
        V(RESULT_BITS) results;
        if (run_results(OPERAND_ARGS, &block, &start, soon, along, hop, count, divisor, &results)) {
          __global RESULT_BITS* const to = out + (row_at + from) * PARTS;
          if (from != own) {
            RESULT_BITS lane[VEC];
            STORE(results, lane);
            for (int l = (int)(own - from) * PARTS; l < VEC; l++) to[l] = lane[l];
          } else if (stream != 0) {
            STORE_PAST(results, to, V(RESULT_BITS));
          } else {
            STORE_WHOLE(results, to, V(RESULT_BITS));
          }
          continue;
        }
#endif
        run_again(OPERAND_ARGS, nest, &block, &start, row, own, hop, count, divisor, out, slots, status);
      }
      next += some;
    }
  }
}

VECTOR_KERNEL
void reduce_runs(OPERAND_PARAMS, NEST_PARAM, RUNS_PARAMS) {
  NEST_POINTER
  reduce_units(OPERAND_ARGS, nest, RUNS_ARGS, get_global_id(0), get_global_size(0));
}
