// Adds a block of vectors once more, when the fast way has flagged it.
#ifndef RETRY_CL
#define RETRY_CL
#include "nest.cl"
#include "accumulate.cl"

// `vectors` vectors from from[] on, hop[] apart; lane l belongs to totals[l % n].
inline void add_again(OPERAND_PARAMS, Lanes* lanes, Total* totals, const int n,
                      __global ulong* slots, const INDEX* from, const INDEX* step,
                      const INDEX* hop, const int vectors) {
  INDEX at[OPERANDS];
#if LANES_RETRY
  const Lanes before = *lanes;
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  for (int i = 0; i < vectors; i++) {
    lanes_add_again(lanes, term_v(OPERAND_ARGS, at, step));
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
  if (!lanes_flagged_again(lanes)) return;
  *lanes = before;
#endif
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  for (int i = 0; i < vectors; i++) {
    REAL term[VEC];
    STORE(term_v(OPERAND_ARGS, at, step), term);
    for (int l = 0; l < VEC; l++) total_add(&totals[l % n], SLOT(slots, l % n), term[l]);
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
}

#endif
