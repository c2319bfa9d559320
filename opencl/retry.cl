// Adds a block of vectors once more, when the fast way has lost something.
#ifndef RETRY_CL
#define RETRY_CL
#include "nest.cl"
#include "accumulate.cl"

#if BLOCKS_FOLD
  #if VEC >= 8
    #define FOLD_TURNS LANE_TURNS
  #else
    #define FOLD_TURNS 16  // private memory is dear where there are many work-items
  #endif
#endif

// `vectors` vectors from from[] on, hop[] apart; lane l belongs to totals[l % n]. Says whether a total
// was used.
RARE bool add_again(OPERAND_PARAMS, Block* block, Sums* sums, Total* totals, const int n,
                    __global ulong* slots, const INDEX* from, const INDEX* step, const INDEX* hop,
                    const int vectors) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
#if BLOCKS_FOLD
  bool used = false;
  for (int done = 0; done < vectors; done += FOLD_TURNS) {
    const int turns = min(vectors - done, FOLD_TURNS);
    FOLD_TERM terms[FOLD_TURNS];
    for (int i = 0; i < turns; i++) {
      terms[i] = FOLD_TERM_OF(term_v(OPERAND_ARGS, at, step));
      for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
    }
    used |= fold(block, sums, terms, turns, totals, n, slots);
  }
  return used;
#else
  for (int i = 0; i < vectors; i++) {
    REAL term[VEC];
    STORE(term_v(OPERAND_ARGS, at, step), term);
    for (int l = 0; l < VEC; l++) total_add(&totals[l % n], SLOT(slots, l % n), term[l]);
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
  return true;
#endif
}

#endif
