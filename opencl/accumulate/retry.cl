// Adds blocks of vectors once more, when the fast way has lost something.
#ifndef RETRY_CL
#define RETRY_CL
#include "core/nest.cl"
#include "accumulate/accumulate.cl"

#if BLOCKS_FOLD
  #if !CPU
    #define FOLD_TURNS (VEC > 4 ? 2 : 16 / VEC)  // the terms are registers, and dear
  #elif VEC >= 8
    #define FOLD_TURNS LANE_TURNS
  #else
    #define FOLD_TURNS 16
  #endif
#endif

// `vectors` vectors from from[] on, hop[] apart; lane l belongs to totals[l % n]. Says whether a total
// was used.
inline bool add_terms_again(OPERAND_PARAMS, Block* block, Sums* sums, Total* totals, const int n,
                            __global ulong* slots, const INDEX* from, const INDEX* step,
                            const INDEX* hop, const int vectors) {
#if BLOCKS_FOLD
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  bool used = false;
  for (int done = 0; done < vectors; done += FOLD_TURNS) {
    const int some = min(vectors - done, FOLD_TURNS);
    FOLD_TERM terms[FOLD_TURNS];
    for (int i = 0; i < some; i++) {
      terms[i] = FOLD_TERM_OF(term_v(OPERAND_ARGS, at, step));
      for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
    }
  #if CPU
    used |= fold(block, sums, terms, some, totals, n, slots);
  #else
    // As many terms each time, so that no loop ends early. (With `some` of them sums of float64 were wrong on an
    // NVIDIA H200, driver 580.159.04, as if its compiler took a block's bias for the last term of a lane.)
    for (int i = 0; i < FOLD_TURNS; i++) terms[i] = i < some ? terms[i] : (FOLD_TERM)(0);
    used |= fold(block, sums, terms, FOLD_TURNS, totals, n, slots);
  #endif
  }
  return used;
#else
  return false;  // these blocks lose nothing
#endif
}

// The same as a function of its own: after each block that lost something.
RARE bool add_again(OPERAND_PARAMS, Block* block, Sums* sums, Total* totals, const int n,
                    __global ulong* slots, const INDEX* from, const INDEX* step, const INDEX* hop,
                    const int vectors) {
  return add_terms_again(OPERAND_ARGS, block, sums, totals, n, slots, from, step, hop, vectors);
}

#if BLOCKS_WAIT
// The same for those blocks whose bits are set in `lost`, the first one's lowest. None is added after them that
// could learn from them, so that what `fold` tells the block is lost.
RARE bool add_lost(OPERAND_PARAMS, Sums* sums, Total* totals, const int n, __global ulong* slots,
                   const INDEX* from, const INDEX* step, const INDEX* hop, const int vectors,
                   const uint lost) {
  Block block;
  block_start(&block);
  block_clear(&block);
  bool used = false;
  for (int done = 0, b = 0; done < vectors; done += LANE_TURNS, b++) {
    if (((lost >> b) & 1) == 0) continue;
    INDEX start[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) start[k] = from[k] + (INDEX)done * hop[k];
    used |= add_terms_again(OPERAND_ARGS, &block, sums, totals, n, slots, start, step, hop,
                            min(vectors - done, LANE_TURNS));
  }
  return used;
}
#endif

#endif
