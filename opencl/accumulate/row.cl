// The sum of one row that is no longer than a block, from the lanes of the block alone.
//
// ROW_TOLD       0 where there is no such thing: rows are added up another way
// row_told       the results (PARTS of them) of a row of `terms` terms, whose block this is; says whether
//                they are told from it
// lanes_from     terms of lanes from `first` on; nothing in those before
//
// Exact sums of float32 terms. As for blocks (see lanes_exact.cl), with the largest and the smallest term of
// all lanes: every sum of at most 2^g terms is exact if their fields differ by no more than 29 - g.
// float16 terms: 2^10 of them take 50 bits. float64 terms: halves of the lanes meet by TwoSums, which must
// leave nothing.
// Means are the sum divided once: exactly rounded where that is an integer below 2^53, else see divided_pair.
#ifndef ROW_CL
#define ROW_CL
#include "accumulate/accumulate.cl"

#define ROW_VECTORS 64  // most vectors in a row; at most LANE_TURNS

#if REAL_BYTES == 1
  #define MASK char
#elif REAL_BYTES == 2
  #define MASK short
#elif REAL_BYTES == 4
  #define MASK int
#else
  #define MASK long
#endif
#if VEC == 2
  #define LANE_NUMBERS (V(MASK))(0, 1)
#elif VEC == 4
  #define LANE_NUMBERS (V(MASK))(0, 1, 2, 3)
#elif VEC == 8
  #define LANE_NUMBERS (V(MASK))(0, 1, 2, 3, 4, 5, 6, 7)
#elif VEC == 16
  #define LANE_NUMBERS (V(MASK))(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#endif

inline REALV lanes_from(const REALV terms, const int first) {
#if VEC == 1
  return terms;
#else
  return LANE_NUMBERS >= (V(MASK))((MASK)first) ? terms : TERM_NOTHING;
#endif
}

#if ACCUMULATOR == PLAIN
#define ROW_TOLD 1

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  const CAT(REAL, 2) two = TWO_OF(sum, REAL, block->sum);
  for (int part = 0; part < PARTS; part++) {
    Total total = {PART_OF(two, part)};
    results[part] = total_finish(&total, 0, divisor, 0);
  }
  return true;
}

#elif ACCUMULATOR == INTEGER
#define ROW_TOLD 1

// Below 2^42, where terms have 32 bits or fewer, or else in each half.
inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  const CAT(WIDE, 2) two = TWO_OF(sum, WIDE, CAT(convert_, WIDEV)(block->low));
  WIDE sum = two.x + two.y;
#if REAL_BYTES == 8
  const CAT(WIDE, 2) high_two = TWO_OF(sum, WIDE, block->high);
  const WIDE high = high_two.x + high_two.y + (sum >> 32);
  sum = (high << 32) + (sum & 0xffffffffL);
  #if TERM_UNSIGNED
  if (high >> 32 != 0) return false;
  #else
  if (high != (long)(int)high) return false;
  #endif
#endif
  if (divisor == 0) {
    results[0] = (RESULT_BITS)sum;
    return true;
  }
#if FLOAT64_PAIRS
  // Both are float64s, so that the quotient is rounded once.
  #if TERM_UNSIGNED
  if (sum > 1UL << 53) return false;
  #else
  if (sum > 1L << 53 || sum < -(1L << 53)) return false;
  #endif
  results[0] = as_ulong((double)sum / (double)divisor);
  return true;
#else
  return false;
#endif
}

#elif ACCUMULATOR == MAXIMUM || ACCUMULATOR == MINIMUM
#define ROW_TOLD 1

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  const Sums sums = {block->best};
  Total totals[PARTS];
  for (int part = 0; part < PARTS; part++) total_clear(&totals[part]);
  sums_to_totals(&sums, totals, PARTS, 0);
  for (int part = 0; part < PARTS; part++) results[part] = part_finish(totals, part, 0, divisor, 0);
  return true;
}

#elif !INTEGER_LANES
#define ROW_TOLD 1

// s + c, or its quotient, rounded once; says whether that is known.
inline bool row_rounded(const double s, const double c, const ulong divisor, RESULT_BITS* result) {
  if (divisor != 0) return mean_pair(s, c, (double)divisor, result);
#if REAL_BYTES == 8
  *result = as_ulong((s + c) + 0.0);
#else
  *result = result_of(s + 0.0);
#endif
  return true;
}

#if REAL_BYTES == 4

ACROSS(sum, double, PLUS)
#if !TERM_HALF
ACROSS(most, uint, max)
#endif

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
#if !TERM_HALF
  const uint2 largest = TWO_OF(most, uint, block->largest);
  const uint2 least = TWO_OF(most, uint, ~block->least);
  const uint top = max(largest.x, largest.y) >> 24;
  const uint low = (~max(least.x, least.y) + 1u) >> 24;  // all zeros: 0, as is `top`
  const uint growth = 32u - clz((uint)terms - 1u);
  if (top - low > 29u - growth) return false;
#endif
  const double2 two = TWO_OF(sum, double, block->sum);
  bool told = true;
  for (int part = 0; part < PARTS; part++) {
    const double sum = PART_OF(two, part);
    told &= sum - sum == 0 && row_rounded(sum, 0, divisor, results + part);
  }
  return told;
}

#else

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  double s[PARTS], c[PARTS];
  long lost = BITS_OF_ALL((block->lost << 1) | (block->moved & (V(long))(BINADE)));
  lost |= parts_of_pairs(block->near - block->bias, block->far - block->bias * FAR_OF_NEAR, s, c);
  bool told = true;
  for (int part = 0; part < PARTS; part++) {
    told &= row_rounded(s[part], c[part], divisor, results + part);
  }
  return told && lost == 0;
}

#endif

#else
#define ROW_TOLD 0
#endif

#endif
