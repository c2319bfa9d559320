// Bins by exponent, for terms that no block of lanes can hold: one addition for each term, to memory.
//
// Slot     BIN_COUNT signed 64-bit integers behind the limbs of exact.cl; bin b has weight 2^(4 b - 1075).
// Bound    A mantissa, below 2^53, moves up by at most 3 bits. Bins are in [-2^62, 2^62) between vectors of at
//          most 16 terms, and so below 2^62 + 2^60 in magnitude at any time; those that leave the range go to the
//          limbs.
// Speed    Limbs have 32 bits to themselves, so that a term is two additions and one in ten waits for another to
//          the same limb: 9 cycles a term on an AMD EPYC, here 3. (With a bin for each exponent, 16 KiB, as
//          fast; with one for 8, more often to the limbs, half as fast.)
// Source   R. M. Neal, Fast exact summation using small and large superaccumulators, 2015.
#ifndef BINS_CL
#define BINS_CL
#include "accumulate/accumulate_exact.cl"

#define USED_BINS 32u  // the slot's bins count; without it they are not even cleared
#define BIN_ROOM (1L << 62)
#define BINS_OF(slot) ((__global long*)((slot) + RECORD_WORDS))
#define BIN_LEFT(sum) ((long)((ulong)(sum) + (ulong)BIN_ROOM))  // negative if it has left the range
// Additions to limbs after which a total's next terms are worth bins, as all of these must be looked at in the end.
#define WORTH_BINS 512

inline void bin_to_limbs(Total* total, __global ulong* slot, const int bin) {
  __global long* const at = BINS_OF(slot) + bin;
  const bool negative = *at < 0;
  const ulong magnitude = negative ? 0UL - (ulong)*at : (ulong)*at;
  limbs_add(total_limbs(total, slot), magnitude, 4 * bin, negative);
  *at = 0;
}

// What the bins hold, if anything, goes to the limbs.
inline void bins_to_limbs(Total* total, __global ulong* slot) {
  if ((total->flags & USED_BINS) == 0) return;
  for (int b = 0; b < BIN_COUNT; b++) {
    if (BINS_OF(slot)[b] != 0) bin_to_limbs(total, slot, b);
  }
  total->flags &= ~USED_BINS;
}

// Adds finite terms, lane l of each to the bins of totals[l % n].
inline void terms_to_bins(const V(double)* terms, const int turns, Total* totals, const int n,
                          __global ulong* slots) {
  for (int part = 0; part < n; part++) {
    if ((totals[part].flags & USED_BINS) != 0) continue;
    for (int b = 0; b < BIN_COUNT; b++) BINS_OF(SLOT(slots, part))[b] = 0;
    totals[part].flags |= USED_BINS;
  }
  for (int i = 0; i < turns; i++) {
    const Integers integers = integers_of(terms[i]);
    const V(long) moved = CAT(as_, V(long))(integers.mantissa << (integers.exponent & 3UL));
    ulong at[VEC];
    long term[VEC];
    STORE(integers.exponent >> 2, at);
    STORE((moved ^ integers.sign) - integers.sign, term);
    long left = 0;
    #pragma unroll
    for (int l = 0; l < VEC; l++) {
      __global long* const bin = BINS_OF(SLOT(slots, l % n)) + at[l];
      const long sum = *bin + term[l];
      *bin = sum;
      left |= BIN_LEFT(sum);
    }
    if (left >= 0) continue;
    for (int l = 0; l < VEC; l++) {
      if (BIN_LEFT(BINS_OF(SLOT(slots, l % n))[at[l]]) < 0) bin_to_limbs(&totals[l % n], SLOT(slots, l % n), (int)at[l]);
    }
  }
}

#endif
