// The exact sum of integer terms in 128-bit two's complement (see accumulate.cl).
//
// Lanes   32-bit terms add to 64: 2^31 of them cannot overflow; narrower ones add to twice their width
//         in a block first. 64-bit terms are cut in a low half (unsigned) and a high half, which add
//         apart: 2^31 of them cannot overflow.
//         The plan lets no more than 2^31 terms add up in one number before they go to a total, those of all
//         lanes that meet among them.
// Result  sum: the low 64 bits, as NumPy; the status tells that they are not the sum.
//         mean: the 128-bit sum divided by the count and rounded once, as float64.
#ifndef ACCUMULATE_INTEGER_CL
#define ACCUMULATE_INTEGER_CL
#include "core/term.cl"
#include "accumulate/exact.cl"
#include "core/across.cl"

#undef RECORD_WORDS
#define RECORD_WORDS 2
#define STATUS_OVERFLOW 1u  // an integer sum did not fit 64 bits
#define RESULT_BITS ulong
#if TERM_UNSIGNED
  #define WIDE ulong
  #define EXTENSION(x) 0L  // the words above a WIDE x
#else
  #define WIDE long
  #define EXTENSION(x) ((x) >> 63)
#endif
#define WIDEV V(WIDE)

ACROSS(sum, WIDE, PLUS)

typedef struct {
  ulong low;
  long high;
} Total;

inline void total_clear(Total* total) {
  total->low = 0;
  total->high = 0;
}

inline void add128(Total* total, const ulong low, const long high) {
  total->low += low;
  total->high = (long)((ulong)total->high + (ulong)high + (total->low < low ? 1UL : 0UL));
}

inline void total_add(Total* total, __global ulong* slot, const REAL term) {
  const WIDE x = (WIDE)term;
  add128(total, (ulong)x, EXTENSION(x));
}

inline void total_merge(Total* total, __global ulong* slot, const Total* other,
                        __global ulong* other_slot) {
  add128(total, other->low, other->high);
}

inline void total_join(Total* total, const Total* other) {
  add128(total, other->low, other->high);
}
#if SUB_GROUPS
inline Total total_shuffle_down(const Total* total, const uint reach) {
  return (Total){sub_group_shuffle_down(total->low, reach), sub_group_shuffle_down(total->high, reach)};
}
#endif
inline bool total_is_lost(const Total* total) { return false; }

inline void total_load(Total* total, __global ulong* slot, __global const ulong* record) {
  add128(total, record[0], (long)record[1]);
}

inline void total_store(Total* total, __global ulong* slot, __global ulong* record) {
  record[0] = total->low;
  record[1] = (ulong)total->high;
}

// A block of narrow terms adds up in twice their width: 2^8 of them cannot overflow.
#define LANE_TURNS 256
#if REAL_BYTES == 1 && TERM_UNSIGNED
  #define NARROW ushort
#elif REAL_BYTES == 1
  #define NARROW short
#elif REAL_BYTES == 2 && TERM_UNSIGNED
  #define NARROW uint
#elif REAL_BYTES == 2
  #define NARROW int
#else
  #define NARROW WIDE
#endif
#define NARROWV V(NARROW)

typedef struct {
  NARROWV low;
#if REAL_BYTES == 8
  WIDEV high;
#endif
} Block;

typedef struct {
  WIDEV low;
#if REAL_BYTES == 8
  WIDEV high;
#endif
} Sums;

inline void block_start(Block* block) {}

inline void block_clear(Block* block) {
  block->low = (NARROWV)(0);
#if REAL_BYTES == 8
  block->high = (WIDEV)(0);
#endif
}

inline void block_add(Block* block, const REALV terms) {
#if REAL_BYTES == 8
  block->low += terms & (WIDEV)(0xffffffffL);
  block->high += terms >> 32;
#else
  block->low += CAT(convert_, NARROWV)(terms);
#endif
}

inline bool block_end(Block* block, Sums* sums) {
  sums->low += CAT(convert_, WIDEV)(block->low);
#if REAL_BYTES == 8
  sums->high += block->high;
#endif
  block_clear(block);
  return false;
}

// Sums that fit 64 bits; means of those below 2^53, which float64 holds, so that the quotient is rounded once.
// What is not 0 in `untold` has bits beyond these. (2^53 makes one range from 0 on of those of both signs; unsigned
// ones have one, and adding to the largest of them would wrap.)
#define SUMS_RESULT 1
inline bool sums_result(const Sums* sums, const ulong divisor, V(RESULT_BITS)* result) {
  WIDEV sum = sums->low;
  V(ulong) untold = (V(ulong))(0);
#if REAL_BYTES == 8
  const WIDEV high = sums->high + (sum >> 32);
  sum = (high << 32) + (sum & (WIDEV)(0xffffffffL));
  #if TERM_UNSIGNED
  untold = high >> 32;
  #else
  untold = CAT(as_, V(ulong))(high + (WIDEV)(1L << 31)) >> 32;
  #endif
#endif
  if (divisor == 0) {
    *result = CAT(as_, V(RESULT_BITS))(sum);
  } else {
#if FLOAT64_PAIRS
    if (divisor >= 1UL << 53) return false;
  #if TERM_UNSIGNED
    untold |= sum >> 53;
  #else
    untold |= (CAT(as_, V(ulong))(sum) + (1UL << 53)) >> 54;
  #endif
    *result = CAT(as_, V(RESULT_BITS))(CAT(convert_, V(double))(sum) / (double)divisor);
#else
    return false;
#endif
  }
  return BITS_OF_ALL(CAT(as_, V(long))(untold)) == 0;
}

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  Sums sums;
  sums.low = CAT(convert_, WIDEV)(block->low);
#if REAL_BYTES == 8
  sums.high = block->high;
#endif
  return sums_result(&sums, divisor, result);
}

inline void sums_clear(Sums* sums) {
  sums->low = (WIDEV)(0);
#if REAL_BYTES == 8
  sums->high = (WIDEV)(0);
#endif
}

inline bool sums_join(Sums* sums, const Sums* other) {
  sums->low += other->low;
#if REAL_BYTES == 8
  sums->high += other->high;
#endif
  return true;
}

// Where lanes share totals they meet first, as in sums_join.
inline void sums_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
  WIDE low[VEC];
  int lanes = VEC;
  if (n == VEC) {
    STORE(sums->low, low);
  } else {
    const CAT(WIDE, 2) two = TWO_OF(sum, WIDE, sums->low);
    lanes = PARTS;
    for (int part = 0; part < PARTS; part++) low[part] = PART_OF(two, part);
  }
#if REAL_BYTES == 8
  WIDE high[VEC];
  if (n == VEC) {
    STORE(sums->high, high);
  } else {
    const CAT(WIDE, 2) two = TWO_OF(sum, WIDE, sums->high);
    for (int part = 0; part < PARTS; part++) high[part] = PART_OF(two, part);
  }
#endif
  for (int l = 0; l < lanes; l++) {
    add128(&totals[l], (ulong)low[l], EXTENSION(low[l]));
#if REAL_BYTES == 8
    add128(&totals[l], (ulong)high[l] << 32, (long)(high[l] >> 32));
#endif
  }
}

// The 128-bit total divided by `divisor` < 2^63, rounded once to float64, as bits.
inline ulong mean128(const Total* total, const ulong divisor) {
  const bool negative = total->high < 0;
  const ulong low = negative ? 0UL - total->low : total->low;
  const ulong high = negative ? ~(ulong)total->high + (low == 0 ? 1UL : 0UL) : (ulong)total->high;
  if ((low | high) == 0) return 0;
  int position = high != 0 ? 127 - (int)clz(high) : 63 - (int)clz(low);
  ulong quotient = 0;
  ulong rest = 0;
  for (;; position--) {
    const ulong bit = position < 0 ? 0 : position < 64 ? (low >> position) & 1
                                                        : (high >> (position - 64)) & 1;
    rest = (rest << 1) | bit;
    quotient <<= 1;
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
    if ((quotient >> 63) != 0) break;
  }
  bool sticky = rest != 0;
  if (position > 64) {
    sticky |= low != 0 || (high & ((1UL << (position - 64)) - 1)) != 0;
  } else if (position == 64) {
    sticky |= low != 0;
  } else if (position > 0) {
    sticky |= (low & ((1UL << position) - 1)) != 0;
  }
  const ulong bits = round_bits(quotient, sticky, position + 63, 53, -1022, 1023);
  return bits | (negative ? 1UL << 63 : 0);
}

inline RESULT_BITS total_finish(Total* total, __global ulong* slot, const ulong divisor,
                                __global uint* status) {
  if (divisor != 0) return mean128(total, divisor);
  if (total->high != (long)EXTENSION((WIDE)total->low)) atomic_or(status, STATUS_OVERFLOW);
  return total->low;
}

#endif
