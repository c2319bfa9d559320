// Exact sums in vector lanes (see accumulate.cl): what the exact accumulator does to most terms.
//
// Every lane has a pair (s, c) of float64 whose exact sum is that of its blocks so far. A block of at
// most LANE_TURNS vectors adds up beside the pair first, in a way that is exact for nearly all data
// and can tell whether it was; then its sum goes to the pair by TwoSums, and what they leave over
// must be 0. Where it is not, nothing of the block is kept, and fold() adds its terms again: see
// fold_exact.cl. Devices without float64 have lanes of integers: see lanes_integer.cl.
//
// Source  biased sums: J. Demmel, H. D. Nguyen, Fast reproducible floating-point summation, 2013.
#ifndef LANES_EXACT_CL
#define LANES_EXACT_CL
#include "accumulate/accumulate_exact.cl"

#define BLOCKS_FOLD 1
#define BLOCKS_WAIT 1
#define LANE_TURNS 64
#define GROWTH 6  // log2(LANE_TURNS)

// A sum of 2^GROWTH terms that begins at 1.5 * 2^k stays in [2^k, 2^(k + 1)), a binade, if the terms are
// below 2^(k - 2 - GROWTH): that is k = (exponent field of the largest term) - 1023 + ROOM.
#define ROOM (3 + GROWTH)

// The bits that tell whether a residue is 0: all but its sign, as r == -0 where c + e is exactly -0.
#define RESIDUE_BITS(r) (CAT(as_, V(long))(r) << 1)

typedef struct {
  V(double) s;
  V(double) c;
} Sums;

#if REAL_BYTES == 4

// Rounded once to the results' format, ties to even. To float16 by way of float32 rounded to odd, whose
// 24 bits are more than 11 + 2 (S. Boldo, G. Melquiond, When double rounding is odd, 2005): these are
// sums of multiples of 2^-24, so float32 loses 29 bits of float64, which become one.
#define LOST_BITS ((1UL << 29) - 1)

inline V(RESULT_BITS) rounded(const V(double) x) {
#if TERM_HALF
  const V(ulong) bits = CAT(as_, V(ulong))(x);
  const V(ulong) sticky = ((bits & LOST_BITS) + LOST_BITS) & (LOST_BITS + 1);
  return half_bits(CAT(convert_, REALV)(CAT(as_, V(double))((bits & ~LOST_BITS) | sticky)));
#else
  return CAT(as_, V(RESULT_BITS))(CAT(convert_, REALV)(x));
#endif
}

#else

inline V(RESULT_BITS) rounded(const V(double) x) { return CAT(as_, V(RESULT_BITS))(x); }

#endif

#define DIVIDED_LANES_(N) DIVIDED_PAIRS(divided_pairs, double##N, long##N, ulong##N)
#define DIVIDED_LANES(N) DIVIDED_LANES_(N)
#if VEC > 1
DIVIDED_LANES(VEC)
#else
  #define divided_pairs divided_pair
#endif

// As mean_pair, in all lanes; not 0 in those that are not told.
RARE V(long) means_of_pairs(const V(double) s, const V(double) c, const double n,
                            V(RESULT_BITS)* result) {
  V(double) mean;
  const V(long) untold = divided_pairs(s, c, n, &mean);
  *result = rounded(mean + 0.0);
  return untold;
}

#if REAL_BYTES == 4
#if TERM_HALF

// float16 terms: float64 adds lose nothing.
//
// Bound. Finite terms are multiples of 2^-24 below 2^16, so every partial sum of 2^GROWTH of them is a
// multiple of 2^-24 below 2^(16 + GROWTH): 40 + GROWTH bits, of 53. Inf and NaN stay in the sum.
typedef struct {
  V(double) sum;
} Block;

inline void block_clear(Block* block) { block->sum = (V(double))(0); }
inline void block_add(Block* block, const REALV terms) {
  block->sum += CAT(convert_, V(double))(terms);
}

// Not 0 in lanes that are not finite.
inline V(long) block_lost(const Block* block) {
  return CAT(as_, V(long))(block->sum - block->sum);  // +0 or NaN
}

#else

// float32 terms: the float64 adds of a block are exact where its terms' exponents lie close together.
//
// Bound. Let M and m be the largest and smallest exponent field among a lane's non-zero terms of a
// block of at most 2^GROWTH terms. They are multiples of 2^(m - 150) below 2^(M - 126), so every
// partial sum is a multiple of 2^(m - 150) below 2^(M - 126 + GROWTH): exact in float64's 53 bits if
// (M - 126 + GROWTH) - (m - 150) <= 53, that is M - m <= 29 - GROWTH. Subnormal terms (field 0) are
// multiples of 2^-149, so for them this is one bit more than needed. Fields of 255: inf and NaN.
#define MOST_SPREAD (29 - GROWTH)

typedef struct {
  V(double) sum;
  V(uint) largest;  // of (bits << 1), which orders magnitudes
  V(uint) least;    // of (bits << 1) - 1, where zeros come last
} Block;

inline void block_clear(Block* block) {
  block->sum = (V(double))(0);
  block->largest = (V(uint))(0);
  block->least = (V(uint))(0xffffffffu);
}

inline void block_add(Block* block, const REALV terms) {
  const V(uint) magnitude = CAT(as_, V(uint))(terms) << 1;
  block->largest = max(block->largest, magnitude);
  block->least = min(block->least, magnitude - 1u);
  block->sum += CAT(convert_, V(double))(terms);
}

// Not 0 in lanes that may have lost something.
inline V(long) block_lost(const Block* block) {
  const V(uint) top = block->largest >> 24;
  const V(uint) low = (block->least + 1u) >> 24;  // all zeros: 0, as is `top`
  const V(int) wide = (top - low > (V(uint))(MOST_SPREAD)) | (top == (V(uint))(255));
  return CAT(convert_, V(long))(wide);
}

#endif

inline void block_start(Block* block) {}

// The quotients Q = sum / n of the exact sums of a block's n terms. Rounded again, to the results' format, they are
// rounded once.
//
// `near` is less than two steps from Q, so the inner fma finds what it lacks; what the outer one gives, q, is less
// than (1/2 + 2^-50) steps from Q. Let m be halfway between two results, at which the second rounding changes: if
// sum is not n m, it differs by ulp(sum) or more, as n m is a multiple of that. n <= LANE_TURNS, and n < 2^k
// where sum < 2^a and Q >= 2^(a - k), so ulp(sum) / n >= ulp(Q) / 2 * 2^k / (2^k - 1): Q is at least
// (1/2 + 2^-9) steps from m, and q is on the same side of it.
inline V(double) block_means(const V(double) sum, const double n) {
  const double inverse = 1 / n;
  const V(double) near = sum * inverse;
  return fma(fma(-near, (V(double))(n), sum), (V(double))(inverse), near);
}

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  const V(double) value = divisor == 0 ? block->sum : block_means(block->sum, (double)divisor);
  *result = rounded(value + 0.0);
  return BITS_OF_ALL(block_lost(block)) == 0;
}

inline bool block_end(Block* block, Sums* sums) {
  V(double) s, c, e, r;
  TWO_SUM(sums->s, block->sum, s, e, V(double));
  TWO_SUM(sums->c, e, c, r, V(double));
  const bool lost = BITS_OF_ALL(block_lost(block) | RESIDUE_BITS(r)) != 0;
  block_clear(block);
  if (lost) return true;
  sums->s = s;
  sums->c = c;
  return false;
}

#else

// float64 terms: two biased sums a lane, `near` for the terms and `far` for what `near` loses.
//
// Bound. `near` begins at its bias, 1.5 * 2^k. Let q = fl(near + x) where near and q lie in the binade
// [2^k, 2^(k + 1)). Then z = q - near is exact: a multiple of 2^(k - 52) below 2^k. And e = x - z is
// exact: it is the error near + x - q of the addition, so |e| <= |x|, as `near` itself was a candidate
// for q; and it is a multiple of x's last bit, or 0 if that is at least 2^(k - 52).
// |e| <= 2^(k - 53), so in 2^GROWTH adds `far`, which begins at 1.5 * 2^m with m = k - 51 + GROWTH,
// moves by no more than 2^(m - 2), its roundings of 2^(m - 53) included 2^(m - 1): it stays in its
// binade too, and r is as exact as e. The block is exact if every r is 0 and every q is in the binade;
// `moved` gathers how the bits of the q differ from the bias, of which sign and exponent matter. Inf
// and NaN have another exponent. r is 0 for terms whose last bits are at least 2^(m - 52) =
// 2^(k - 103 + GROWTH); with k as small as ROOM allows that is 88 bits below the largest term.
// k - 51 + GROWTH >= -1022, so that the last bit of `far` is at least 2^-1074 and its bias normal.
#define FAR_OF_NEAR 0x1p-45   // 2^(GROWTH - 51)
#define LEAST_BIAS 46UL       // field of 2^-977

typedef struct {
  V(double) bias;
  V(double) near;
  V(double) far;
  V(long) moved;
  V(long) lost;
} Block;

inline void block_clear(Block* block) {
  block->near = block->bias;
  block->far = block->bias * FAR_OF_NEAR;
  block->moved = (V(long))(0);
  block->lost = (V(long))(0);
}

// A first guess: terms up to 2^5.
#define FIRST_BIAS 0x1.8p13
inline void block_start(Block* block) { block->bias = (V(double))(FIRST_BIAS); }

// Lanes whose largest terms have these exponent fields were added in vain: new biases. None for lanes
// of zeros, and the largest for terms that leave no room.
inline void block_expect(Block* block, const V(ulong) field) {
  const V(ulong) to = max(min(field + (ulong)ROOM, (V(ulong))(2046)), (V(ulong))(LEAST_BIAS));
  const V(double) bias = CAT(as_, V(double))((to << 52) | (V(ulong))(1UL << 51));
  block->bias = field == (V(ulong))(0) ? block->bias : bias;
  block_clear(block);
}

// Where only the first guess is known: biases for terms that are up to 8 times as large as these.
#define BLOCKS_GUESS 1

inline void block_guess(Block* block, const REALV* terms, const int count) {
  V(ulong) top = (V(ulong))(0);  // of (bits << 1)
  const long guessed = BITS_OF_ALL(CAT(as_, V(long))(block->bias) ^ as_long(FIRST_BIAS));
  if (guessed != 0) return;
  for (int i = 0; i < count; i++) top = max(top, CAT(as_, V(ulong))(terms[i]) << 1);
  const V(ulong) field = top >> 53;
  block_expect(block, field == (V(ulong))(0) ? field : field + 3UL);
}

inline void block_add(Block* block, const REALV terms) {
  const V(double) q = block->near + terms;
  const V(double) e = terms - (q - block->near);
  const V(double) f = block->far + e;
  block->lost |= CAT(as_, V(long))(e - (f - block->far));
  block->moved |= CAT(as_, V(long))(q) ^ CAT(as_, V(long))(block->bias);
  block->near = q;
  block->far = f;
}

#define BINADE (0x7ffL << 52 | 1L << 63)  // sign and exponent

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  const V(double) near = block->near - block->bias;  // exact, as is the next
  const V(double) far = block->far - block->bias * FAR_OF_NEAR;
  V(long) untold = (block->lost << 1) | (block->moved & (V(long))(BINADE));
  if (divisor == 0) {
    *result = rounded(near + far + 0.0);
  } else {
    untold |= means_of_pairs(near, far, (double)divisor, result);
  }
  return BITS_OF_ALL(untold) == 0;
}

inline bool block_end(Block* block, Sums* sums) {
  V(double) s, c, e, r, more;
  TWO_SUM(sums->s, block->near - block->bias, s, e, V(double));
  TWO_SUM(sums->c, e, c, r, V(double));
  TWO_SUM(c, block->far - block->bias * FAR_OF_NEAR, c, more, V(double));
  const V(long) left = (block->lost << 1) | RESIDUE_BITS(r) | RESIDUE_BITS(more);
  const bool lost = BITS_OF_ALL(left | (block->moved & (V(long))(BINADE))) != 0;
  block_clear(block);
  if (lost) return true;
  sums->s = s;
  sums->c = c;
  return false;
}

#endif

inline void sums_clear(Sums* sums) {
  sums->s = (V(double))(0);
  sums->c = (V(double))(0);
}

inline bool sums_join(Sums* sums, const Sums* other) {
  V(double) s, c, e, r, more;
  TWO_SUM(sums->s, other->s, s, e, V(double));
  TWO_SUM(sums->c, e, c, r, V(double));
  TWO_SUM(c, other->c, c, more, V(double));
  if (BITS_OF_ALL(RESIDUE_BITS(r) | RESIDUE_BITS(more)) != 0) return false;
  sums->s = s;
  sums->c = c;
  return true;
}

RARE void lanes_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
  double s[VEC], c[VEC];
  STORE(sums->s, s);
  STORE(sums->c, c);
  for (int l = 0; l < VEC; l++) {
    total_add_double(&totals[l % n], SLOT(slots, l % n), s[l]);
    total_add_double(&totals[l % n], SLOT(slots, l % n), c[l]);
  }
}

// Where lanes share totals they meet first, if that loses nothing.
inline void sums_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
  double s[PARTS], c[PARTS];
  if (n == VEC || parts_of_pairs(sums->s, sums->c, s, c) != 0) {
    lanes_to_totals(sums, totals, n, slots);
    return;
  }
  for (int part = 0; part < PARTS; part++) {
    total_add_double(&totals[part], SLOT(slots, part), s[part]);
    total_add_double(&totals[part], SLOT(slots, part), c[part]);
  }
}

#define SUMS_RECORDS 1

// The sums as the first words of VEC records, whose third one (flags) is 0.
inline void sums_words(const Sums* sums, ulong* first, ulong* second) {
  STORE(CAT(as_, V(ulong))(sums->s), first);
  STORE(CAT(as_, V(ulong))(sums->c), second);
}

#define SUMS_RESULT 1

// As round_pair or mean_pair, in all lanes.
inline bool sums_result(const Sums* sums, const ulong divisor, V(RESULT_BITS)* result) {
  if (divisor >= 1UL << 50) return false;
  if (divisor != 0) return BITS_OF_ALL(means_of_pairs(sums->s, sums->c, (double)divisor, result)) == 0;
#if REAL_BYTES == 8
  *result = CAT(as_, V(RESULT_BITS))((sums->s + sums->c) + 0.0);
#else
  V(double) high, low;
  TWO_SUM(sums->s, sums->c, high, low, V(double));
  const V(long) bits = CAT(as_, V(long))(high);
  const V(long) step = ((CAT(as_, V(long))(low) ^ bits) >> 63) | 1L;  // signs differ: -1, else 1
  const V(long) odd = CAT(as_, V(long))(low) << 1 == 0 ? bits : bits + (((bits & 1L) - 1L) & step);
  *result = rounded(CAT(as_, V(double))(odd) + 0.0);
#endif
  return true;
}

#include "accumulate/fold_exact.cl"

#endif
