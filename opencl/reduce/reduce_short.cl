// Reductions of few terms along one reduced axis, one lane for each of VEC / PARTS neighbouring outputs along
// the inner kept axis: of LENGTH terms, or, where that is 0, of SPAN to LANE_TURNS terms that are
// neighbours in memory.
//
// Unit     `chunk` neighbouring vectors of outputs. A work-item takes units in turn; no barrier. The last
//          vector of a row of outputs is moved back so that it is whole; it leaves only the outputs that
//          no vector before it has.
// Terms    of a vector never leave registers. Operands whose terms lie between their outputs (as in a sum
//          of (n, 3) over axis 1) are loaded by whole vectors and sorted by shuffles: see term_few. Rows of
//          more terms are loaded and turned in squares of SPAN by SPAN. (Sums of (n, 20) float32 a row
//          at a time, of which the lanes must meet, ran at 0.4 of the speed of memory.)
// Again    a vector that few.cl, or a block, cannot tell is added up as reduce_columns does.
// Slots    VEC for each work-item.
// Empty    never launched with no output; the inner kept axis has at least SPAN outputs.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR, LENGTH. Tuned: VEC, work-group size,
// work-items, chunk, stream.
#include "reduce/columns.cl"
#include "accumulate/few.cl"

#if LENGTH > 0 && FEW
#define TOLD 1
#define AHEAD (1024 / (VEC * REAL_BYTES * LENGTH) + 1)  // vectors between a touch and a load

// Means of float32 terms on a CPU are told from a block first, which takes fewer instructions than pairs of floats:
// those of (n, 4) ran at 20 GB/s instead of 15. (Sums wait for memory either way, and pairs hold for more numbers.)
#define BLOCK_MEANS (CPU && ACCUMULATOR == EXACT && BLOCK_RESULT && REAL_BYTES == 4 && !TERM_HALF)

// The results of the vector of outputs whose first ones' first terms are at[]; says whether they hold. `start` is
// a block without terms.
inline bool short_results(OPERAND_PARAMS, const Block* start, const INDEX* at, const INDEX* step,
                          const INDEX* hop, const int count, const ulong divisor,
                          V(RESULT_BITS)* results) {
  INDEX soon[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) soon[k] = at[k] + (INDEX)(AHEAD * SPAN) * step[k];
#if BLOCK_MEANS
  if (divisor != 0) {
    Block block = *start;
    #pragma unroll
    for (int i = 0; i < LENGTH; i++) {
      touch_few(OPERAND_ARGS, soon, hop, i);
      block_add(&block, term_few(OPERAND_ARGS, at, step, hop, i));
    }
    if (block_result(&block, divisor, results)) return true;
  }
#endif
  Few few;
  touch_few(OPERAND_ARGS, soon, hop, 0);
  few_begin(&few, term_few(OPERAND_ARGS, at, step, hop, 0));
  #pragma unroll
  for (int i = 1; i < LENGTH; i++) {
    touch_few(OPERAND_ARGS, soon, hop, i);
    few_add(&few, term_few(OPERAND_ARGS, at, step, hop, i), i);
  }
  return few_results(&few, divisor, results);
}

#elif LENGTH == 0 && BLOCK_RESULT
#define TOLD 1

// The same of rows of `count` terms, by squares; `start` is a block without terms.
inline bool short_results(OPERAND_PARAMS, const Block* start, const INDEX* from, const INDEX* step,
                          const INDEX* hop, const int count, const ulong divisor,
                          V(RESULT_BITS)* results) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  Block block = *start;
  int left = count;
  for (; left >= SPAN; left -= SPAN) {
    REALV terms[SPAN];
    tile_terms(OPERAND_ARGS, at, step, hop, terms);
    #pragma unroll
    for (int i = 0; i < SPAN; i++) block_add(&block, terms[i]);
    for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * hop[k];
  }
  if (left > 0) {  // a square that is moved back so that it is whole
    REALV terms[SPAN];
    for (int k = 0; k < OPERANDS; k++) at[k] -= (INDEX)(SPAN - left) * hop[k];
    tile_terms(OPERAND_ARGS, at, step, hop, terms);
    #pragma unroll
    for (int i = 1; i < SPAN; i++) {
      if (i >= SPAN - left) block_add(&block, terms[i]);
    }
  }
  return block_result(&block, divisor, results);
}

#else
#define TOLD 0
#endif

// Adds up the vector of outputs from min(own, last) of row `row` on, whatever its terms are; base[] is
// the row's first term. What `block` learns of them helps with the next ones.
RARE void short_again(OPERAND_PARAMS, NEST_SPACE const Nest* nest, Block* block, const ulong row,
                      const ulong own, const ulong last, const INDEX* base, const INDEX* step,
                      const INDEX* hop, const int count, const ulong divisor,
                      __global RESULT_BITS* out, __global ulong* slots, __global uint* status) {
  Sums sums;
  Total totals[VEC];
  uchar used = 0;
  sums_clear(&sums);
  add_rows(OPERAND_ARGS, block, &sums, totals, &used, slots, 1, own, last, base, step, hop, count);
  leave_vector(nest, &sums, totals, used, slots, row, own, 1, 0, 1, divisor, 0, out, slots, status);
}

#define SHORT_PARAMS const ulong rows, const ulong chunk, const ulong divisor, const uint stream, \
  __global RESULT_BITS* restrict out, __global ulong* restrict all_slots, __global uint* restrict status
#define SHORT_ARGS rows, chunk, divisor, stream, out, all_slots, status

// The units of one work-item.
ONCE void reduce_units(OPERAND_PARAMS, NEST_SPACE const Nest* nest, SHORT_PARAMS, const ulong worker,
                       const ulong workers) {
  __global ulong* const slots = SLOT(all_slots, worker * VEC);
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong last = width - SPAN;
  const ulong vectors = (width + SPAN - 1) / SPAN;  // in a row of outputs
  const ulong out_step = (ulong)nest->out_stride[inner];
  INDEX step[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    hop[k] = (INDEX)nest->reduced_stride[k][0];
  }

  const int count = (int)nest->reduced_extent[0];
#if LENGTH > 0 && FEW
  const bool told = few_holds((uint)min(rows, 1UL));
#else
  const bool told = true;
#endif
  Block block;
  block_start(&block);
  block_clear(&block);
  for (ulong unit = worker; unit * chunk < rows * vectors; unit += workers) {
    const ulong end = min((unit + 1) * chunk, rows * vectors);
    for (ulong next = unit * chunk; next < end;) {  // a run of vectors of one row
      const ulong row = next / vectors;
      const ulong first = next - row * vectors;
      const ulong run = min(vectors - first, end - next);
      INDEX base[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
      go_kept(nest, inner, row, base);
      const ulong row_at = out_at(nest, inner, row);
      for (ulong own = first * SPAN; own < (first + run) * SPAN; own += SPAN) {
#if TOLD
        const ulong from = min(own, last);
        INDEX at[OPERANDS];
        for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)from * step[k];
        V(RESULT_BITS) results;
        if (told && short_results(OPERAND_ARGS, &block, at, step, hop, count, divisor, &results)) {
          __global RESULT_BITS* const to = out + (row_at + from * out_step) * PARTS;
          if (from != own || out_step != 1) {
            RESULT_BITS lane[VEC];
            STORE(results, lane);
            for (int l = (int)(own - from) * PARTS; l < VEC; l++) {
              to[l / PARTS * out_step * PARTS + l % PARTS] = lane[l];
            }
          } else if (stream != 0) {
            STORE_PAST(results, to, V(RESULT_BITS));
          } else {
            STORE_WHOLE(results, to, V(RESULT_BITS));
          }
          continue;
        }
#endif
        short_again(OPERAND_ARGS, nest, &block, row, own, last, base, step, hop, count, divisor, out,
                    slots, status);
      }
      next += run;
    }
  }
}

VECTOR_KERNEL
void reduce_short(OPERAND_PARAMS, NEST_PARAM, SHORT_PARAMS) {
  NEST_POINTER
  reduce_units(OPERAND_ARGS, nest, SHORT_ARGS, get_global_id(0), get_global_size(0));
}
