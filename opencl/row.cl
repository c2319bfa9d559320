// The sum of one row that is no longer than a block, from the lanes of the block alone.
//
// ROW            0 where there is no such thing: rows are added up another way
// row_told       the results (PARTS of them) of a row of `terms` terms, whose block this is; says whether
//                they are told from it
// lanes_from     terms of lanes from `first` on; 0 in those before
//
// Exact sums of float32 terms. As for blocks (see lanes_exact.cl), with the largest and the smallest term of
// all lanes: every sum of at most 2^g terms is exact if their fields differ by no more than 29 - g.
// float16 terms: 2^10 of them take 50 bits. float64 terms: halves of the lanes meet by TwoSums, which must
// leave nothing.
// Means are the sum divided once: exactly rounded where that is an integer below 2^53, else see mean_pair.
#ifndef ROW_CL
#define ROW_CL
#include "accumulate.cl"

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
  return LANE_NUMBERS >= (V(MASK))((MASK)first) ? terms : (REALV)(0);
#endif
}

// name_4, name_8 and name_16: two Ts, each OP of every other lane.
#define ACROSS(name, T, OP)                                                                         \
  inline CAT(T, 2) CAT(name, _4)(const CAT(T, 4) v) { return OP(v.lo, v.hi); }                      \
  inline CAT(T, 2) CAT(name, _8)(const CAT(T, 8) v) { return CAT(name, _4)(OP(v.lo, v.hi)); }       \
  inline CAT(T, 2) CAT(name, _16)(const CAT(T, 16) v) { return CAT(name, _8)(OP(v.lo, v.hi)); }
#define PLUS(a, b) ((a) + (b))

// The same for a vector of VEC Ts, where 0 is nothing.
#if VEC == 1
  #define TWO_OF(name, T, v) ((CAT(T, 2))(v, 0))
#elif VEC == 2
  #define TWO_OF(name, T, v) (v)
#else
  #define TWO_OF(name, T, v) CAT(CAT(name, _), VEC)(v)
#endif
#define PART_OF(two, part) (PARTS == 1 ? (two).x + (two).y : (part) == 0 ? (two).x : (two).y)

#if ACCUMULATOR == PLAIN
#define ROW 1

ACROSS(sum, REAL, PLUS)

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  const CAT(REAL, 2) two = TWO_OF(sum, REAL, block->sum);
  for (int part = 0; part < PARTS; part++) {
    Total total = {PART_OF(two, part)};
    results[part] = total_finish(&total, 0, divisor, 0);
  }
  return true;
}

#elif ACCUMULATOR == INTEGER
#define ROW 1

ACROSS(sum, WIDE, PLUS)

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

#elif !INTEGER_LANES
#define ROW 1

// s + c, or its quotient, rounded once; says whether that is known.
inline bool row_rounded(const double s, const double c, const ulong divisor, RESULT_BITS* result) {
  if (divisor != 0 && s != 0) return mean_pair(s, c, (double)divisor, result);
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

// Halves of the lanes of pairs meet: see sums_join. Not 0 if that loses something.
#define HALVES_MEET(N, H)                                                                       \
  inline long CAT(meet_, N)(const CAT(double, N) x, const CAT(double, N) y, CAT(double, H)* s,    \
                            CAT(double, H)* c) {                                                  \
    CAT(double, H) e, r, t, more;                                                                 \
    TWO_SUM(x.lo, x.hi, *s, e, CAT(double, H));                                                   \
    TWO_SUM(y.lo, y.hi, t, r, CAT(double, H));                                                    \
    TWO_SUM(t, e, *c, more, CAT(double, H));                                                      \
    return CAT(bits_, H)((CAT(as_long, H)(r) | CAT(as_long, H)(more)) << 1);                      \
  }
HALVES_MEET(4, 2)
HALVES_MEET(8, 4)
HALVES_MEET(16, 8)

// As two lanes.
inline long two_of_1(const double x, const double y, double2* s, double2* c) {
  *s = (double2)(x, 0);
  *c = (double2)(y, 0);
  return 0;
}
inline long two_of_2(const double2 x, const double2 y, double2* s, double2* c) {
  *s = x;
  *c = y;
  return 0;
}
inline long two_of_4(const double4 x, const double4 y, double2* s, double2* c) {
  return meet_4(x, y, s, c);
}
inline long two_of_8(const double8 x, const double8 y, double2* s, double2* c) {
  double4 s4, c4;
  const long lost = meet_8(x, y, &s4, &c4);
  return lost | two_of_4(s4, c4, s, c);
}
inline long two_of_16(const double16 x, const double16 y, double2* s, double2* c) {
  double8 s8, c8;
  const long lost = meet_16(x, y, &s8, &c8);
  return lost | two_of_8(s8, c8, s, c);
}

inline bool row_told(const Block* block, const int terms, const ulong divisor, RESULT_BITS* results) {
  double2 s, c;
  long lost = BITS_OF_ALL((block->lost << 1) | (block->moved & (V(long))(BINADE)));
  lost |= CAT(two_of_, VEC)(block->near - block->bias, block->far - block->bias * FAR_OF_NEAR, &s, &c);
#if PARTS == 2
  const bool told = row_rounded(s.x, c.x, divisor, results) & row_rounded(s.y, c.y, divisor, results + 1);
#else
  double sum, e, r, rest, more;
  TWO_SUM(s.x, s.y, sum, e, double);
  TWO_SUM(c.x, c.y, rest, r, double);
  TWO_SUM(rest, e, rest, more, double);
  lost |= (as_long(r) | as_long(more)) << 1;
  const bool told = row_rounded(sum, rest, divisor, results);
#endif
  return told && lost == 0;
}

#endif

#else
#define ROW 0
#endif

#endif
