// Adds vectors of terms as a work-item of many does: it loads BATCH of them before it adds any, as it has no other
// way to hide the memory's latency, and keeps its sums in registers.
#ifndef BATCHES_CL
#define BATCHES_CL
#include "core/nest.cl"
#include "accumulate/accumulate.cl"
#include "accumulate/retry.cl"

#ifndef BATCH_BYTES
  #define BATCH_BYTES 128  // a power of two
#endif
#if VEC * REAL_BYTES >= BATCH_BYTES
  #define BATCH 1
#elif VEC * REAL_BYTES * 16 <= BATCH_BYTES
  #define BATCH 16
#else
  #define BATCH (BATCH_BYTES / (VEC * REAL_BYTES))
#endif

// Blocks that are added before those of them that lost something are added again. (With a call in their loop
// sums of float32 rows ran at 1.3 TB/s on an NVIDIA H200, by loads of 16 bytes, without one at 3.1.)
#if BLOCKS_WAIT
  #define WAITING 32
#else
  #define WAITING 1
#endif

// Loads BATCH vectors, or `count` if there are fewer, and nothing for the others; goes on behind them.
inline void load_batch(OPERAND_PARAMS, REALV* terms, INDEX* at, const INDEX* step, const INDEX* hop,
                       const int count) {
  if (count >= BATCH) {
    #pragma unroll
    for (int j = 0; j < BATCH; j++) {
      terms[j] = term_v(OPERAND_ARGS, at, step);
      for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
    }
    return;
  }
  #pragma unroll
  for (int j = 0; j < BATCH; j++) {
    terms[j] = TERM_NOTHING;
    if (j >= count) continue;
    terms[j] = term_v(OPERAND_ARGS, at, step);
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
}

// Adds `vectors` vectors from from[] on, hop[] apart; lane l belongs to totals[l % n]. Says whether a total
// was used.
inline bool add_batches(OPERAND_PARAMS, Block* block, Sums* sums, Total* totals, const int n,
                        __global ulong* slots, const INDEX* from, const INDEX* step,
                        const INDEX* hop, const ulong vectors) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  Block one = *block;  // a copy that no pointer leaves, so that it stays in registers
  Sums so_far = *sums;
  bool used = false;
  for (ulong left = vectors; left > 0;) {
    const int some = (int)min(left, (ulong)(WAITING * LANE_TURNS));
    INDEX start[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) start[k] = at[k];
    uint lost = 0;  // a bit for each block
    for (int done = 0; done < some; done += LANE_TURNS) {
      const int turns = min(some - done, LANE_TURNS);
      for (int i = 0; i < turns; i += BATCH) {
        REALV terms[BATCH];
        load_batch(OPERAND_ARGS, terms, at, step, hop, turns - i);
        if (i == 0) block_guess(&one, terms, BATCH);
        #pragma unroll
        for (int j = 0; j < BATCH; j++) block_add(&one, terms[j]);
      }
      if (block_end(&one, &so_far)) {
        lost |= 1u << (done / LANE_TURNS);
#if BLOCKS_WAIT
        block_start(&one);
        block_clear(&one);
#endif
      }
    }
    if (lost != 0) {
      Sums sums_again = so_far;
#if BLOCKS_WAIT
      used |= add_lost(OPERAND_ARGS, &sums_again, totals, n, slots, start, step, hop, some, lost);
#else
      Block again = one;
      used |= add_again(OPERAND_ARGS, &again, &sums_again, totals, n, slots, start, step, hop, some);
      one = again;
#endif
      so_far = sums_again;
    }
    left -= some;
  }
  *block = one;
  *sums = so_far;
  return used;
}

#endif
