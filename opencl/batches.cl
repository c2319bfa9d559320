// Adds vectors of terms as a work-item of many does: it loads BATCH of them before it adds any, as it has no other
// way to hide the memory's latency, and keeps its sums in registers.
#ifndef BATCHES_CL
#define BATCHES_CL
#include "nest.cl"
#include "accumulate.cl"
#include "retry.cl"

#define BATCH_BYTES 128
#if VEC * REAL_BYTES >= BATCH_BYTES
  #define BATCH 1
#elif VEC * REAL_BYTES < 16
  #define BATCH 16
#else
  #define BATCH (BATCH_BYTES / (VEC * REAL_BYTES))
#endif

// Adds `vectors` vectors from from[] on, hop[] apart; lane l belongs to totals[l % n]. Says whether a total was
// used.
inline bool add_batches(OPERAND_PARAMS, Block* block, Sums* sums, Total* totals, const int n,
                        __global ulong* slots, const INDEX* from, const INDEX* step,
                        const INDEX* hop, const ulong vectors) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  Block one = *block;  // a copy that no pointer leaves, so that it stays in registers
  Sums so_far = *sums;
  bool used = false;
  for (ulong left = vectors; left > 0;) {
    const int turns = (int)min(left, (ulong)LANE_TURNS);
    INDEX start[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) start[k] = at[k];
    for (int i = 0; i < turns; i += BATCH) {
      REALV terms[BATCH];
      if (i + BATCH <= turns) {
        #pragma unroll
        for (int j = 0; j < BATCH; j++) {
          terms[j] = term_v(OPERAND_ARGS, at, step);
          for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
        }
      } else {
        #pragma unroll
        for (int j = 0; j < BATCH; j++) {
          terms[j] = (REALV)(0);
          if (i + j >= turns) continue;
          terms[j] = term_v(OPERAND_ARGS, at, step);
          for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
        }
      }
      #pragma unroll
      for (int j = 0; j < BATCH; j++) block_add(&one, terms[j]);
    }
    if (block_end(&one, &so_far)) {
      Block again = one;
      Sums sums_again = so_far;
      used |= add_again(OPERAND_ARGS, &again, &sums_again, totals, n, slots, start, step, hop, turns);
      one = again;
      so_far = sums_again;
    }
    left -= turns;
  }
  *block = one;
  *sums = so_far;
  return used;
}

#endif
