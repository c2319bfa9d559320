// One result for each element of a nest of kept axes whose rows, along the inner one, are short and follow
// each other in the result, as where (n, 3) meets (3,) or (n, 1).
//
// Group    SPAN rows of ROW terms: ROW whole vectors of results. Which row and column each lane of each of
//          them belongs to is known when this is compiled, so operands are loaded as they lie and sorted by
//          shuffles: see row_terms. What no group covers is taken term by term.
// Unit     `chunk` neighbouring groups of a box, which is what the last two axes span. A work-item takes
//          units in turn; no barrier.
// Empty    never launched without elements; a box has at least SPAN rows.
//
// Set by the host: the term (term.cl), INDEX, ROW, STREAM. Tuned: VEC, work-group size, work-items,
// chunk.
#include "nest.cl"
#include "stream.cl"

#ifndef ROW
  #define ROW 2
#endif
#define GROUP_BYTES (ROW * VEC * REAL_BYTES)
#define SOON ((1024 + GROUP_BYTES - 1) / GROUP_BYTES)  // groups between a touch and a load

// Stores `groups` groups of a box, whose first elements are at from[].
inline void store_groups(OPERAND_PARAMS, const Repeated* repeated, const INDEX* from,
                         const INDEX* step, const INDEX* across, const ulong groups,
                         __global STORED* to) {
#if STREAM || !CPU
  const bool streams = is_aligned(to, VECTOR_BYTES);
#else
  const bool streams = false;
#endif
  INDEX at[OPERANDS], hop[OPERANDS], soon[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = from[k];
    hop[k] = SPAN * across[k];
    soon[k] = from[k] + SOON * hop[k];
  }
  for (ulong i = 0; i < groups; i++) {
    touch_rows(OPERAND_ARGS, soon);
    REALV terms[ROW];
    row_terms(OPERAND_ARGS, repeated, at, step, across, terms);
    if (streams) {
      #pragma unroll
      for (int j = 0; j < ROW; j++) stream_terms(terms[j], to + j * VEC);
    } else {
      #pragma unroll
      for (int j = 0; j < ROW; j++) STORE_TERMS(terms[j], to + j * VEC);
    }
    to += ROW * VEC;
    for (int k = 0; k < OPERANDS; k++) {
      at[k] += hop[k];
      soon[k] += hop[k];
    }
  }
}

VECTOR_KERNEL
void short_rows(OPERAND_PARAMS, NEST_PARAM, const ulong boxes, const ulong chunk,
                __global STORED* restrict out) {
  NEST_POINTER
  const int inner = (int)nest->kept - 1, outer = inner - 1;
  const ulong height = (ulong)nest->kept_extent[outer];
  const ulong groups = height / SPAN, chunks = (groups + chunk - 1) / chunk;
  INDEX step[OPERANDS], across[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    across[k] = (INDEX)nest->kept_stride[k][outer];
  }
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  for (ulong unit = worker; unit < boxes * chunks; unit += workers) {
    const ulong box = unit / chunks, first = (unit - box * chunks) * chunk;
    const ulong some = min(chunk, groups - first);
    INDEX base[OPERANDS], at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
    go_kept(nest, outer, box, base);
    __global STORED* const to = out + out_at(nest, outer, box) * PARTS;
    Repeated repeated;
    repeat(OPERAND_ARGS, base, step, &repeated);
    for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)(first * SPAN) * across[k];
    store_groups(OPERAND_ARGS, &repeated, at, step, across, some, to + first * (ROW * VEC));
    if (first + some < groups) continue;
    for (ulong row = groups * SPAN; row < height; row++) {
      for (int column = 0; column < ROW; column++) {
        for (int k = 0; k < OPERANDS; k++) {
          at[k] = base[k] + (INDEX)row * across[k] + (INDEX)column * step[k];
        }
        const TERM_1 term = term_1(OPERAND_ARGS, at);
        STORE_TERM(term, to + (row * ROW + column) * PARTS);
      }
    }
  }
}
