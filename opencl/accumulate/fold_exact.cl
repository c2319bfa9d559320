// Terms that a block could not add without loss (see lanes_exact.cl): each is cut at bits common to its
// lane, so high that all the upper parts add up exactly; what is left is cut again.
//
// Bound. A lane's terms are below 2^(k + 1 - FOLD_ROOM), where 1.5 * 2^k is the bias of their sum. As
// for blocks every add is exact, what a term leaves over is at most 2^(k - 53), and the sum less its
// bias is exact: a multiple of 2^(k - 52) below 2^(k - 4), so that even the sum of 16 such lanes is
// exact. The next fold's k is FOLD_BITS lower; the last one's 2^(k - 52) is no more than the last bit
// of any term. Inf and NaN become flags first. Terms that would need more than MOST_FOLDS, or leave no
// room for the bias, go to integers one by one: to limbs, or from the second block on to bins where there are any.
//
// Source  S. M. Rump, T. Ogita, S. Oishi, Accurate floating-point summation I, 2008.
#ifndef FOLD_EXACT_CL
#define FOLD_EXACT_CL
#include "accumulate/lanes_exact.cl"

#define FOLD_TERM V(double)
#define FOLD_TERM_OF(terms) CAT(convert_, V(double))(terms)
#define FOLD_ROOM (ROOM + 2)
#define FOLD_BITS (53 - FOLD_ROOM)
#define FOLDS (CPU ? 4 : 1)  // in one pass over the terms: as many as registers hold
#define MOST_FOLDS 8
#if REAL_BYTES == 4
  #define ZEROS_BELOW 29  // float64 bits that a term does not have
#else
  #define ZEROS_BELOW 0
#endif

// Exponent fields of a lane's terms; least is above 2046 where all are 0.
typedef struct {
  V(ulong) top;
  V(ulong) least;
} Fields;

inline Fields fields_of(const V(double)* terms, const int turns) {
  V(ulong) top = (V(ulong))(0);     // of (bits << 1)
  V(ulong) least = ~(V(ulong))(0);  // of (bits << 1) - 1
  for (int i = 0; i < turns; i++) {
    const V(ulong) magnitude = CAT(as_, V(ulong))(terms[i]) << 1;
    top = max(top, magnitude);
    least = min(least, magnitude - 1UL);
  }
  // A power of two less 1 has the field below its own: that is one bit more than needed.
  return (Fields){top >> 53, least >> 53};
}

// Terms that are inf or NaN become flags and 0. (Part by part: Intel's compiler takes several lanes at once
// and keeps the last one's flag alone where they go to totals[l % n].)
inline void strip_non_finite(V(double)* terms, const int turns, Total* totals, const int n) {
  for (int i = 0; i < turns; i++) {
    const V(ulong) field = (CAT(as_, V(ulong))(terms[i]) << 1) >> 53;
    if (BITS_OF_ALL(CAT(as_, V(long))((field + 1UL) & 0x800UL)) == 0) continue;
    double lane[VEC];
    STORE(terms[i], lane);
    for (int part = 0; part < n; part++) {
      uint flags = 0;
      for (int l = part; l < VEC; l += n) {
        const ulong bits = as_ulong(lane[l]) << 1;
        if (bits < 0x7ffUL << 53) continue;
        flags |= bits > 0x7ffUL << 53 ? SAW_NAN : lane[l] < 0 ? SAW_NEGATIVE_INF : SAW_POSITIVE_INF;
        lane[l] = 0;
      }
      totals[part].flags |= flags;
    }
    V(double) finite;
    double* const to = (double*)&finite;
    for (int l = 0; l < VEC; l++) to[l] = lane[l];
    terms[i] = finite;
  }
}

// One pass: N folds, the first of which has k + 1023 = field; the sums are exact.
#define FOLD_PASS(N)                                                                                        \
  inline void CAT(fold_pass_, N)(V(double)* terms, const int turns, const V(long) field, V(double)* sums) { \
    V(double) bias[N], sum[N];                                                                              \
    _Pragma("unroll")                                                                                       \
    for (int f = 0; f < N; f++) {                                                                           \
      bias[f] = CAT(as_, V(double))((max(field - (long)(f * FOLD_BITS), (V(long))(1)) << 52) | (1L << 51)); \
      sum[f] = bias[f];                                                                                     \
    }                                                                                                       \
    for (int i = 0; i < turns; i++) {                                                                       \
      V(double) rest = terms[i];                                                                            \
      _Pragma("unroll")                                                                                     \
      for (int f = 0; f < N; f++) {                                                                         \
        const V(double) q = sum[f] + rest;                                                                  \
        rest -= q - sum[f];                                                                                 \
        sum[f] = q;                                                                                         \
      }                                                                                                     \
      terms[i] = rest;                                                                                      \
    }                                                                                                       \
    _Pragma("unroll")                                                                                       \
    for (int f = 0; f < N; f++) sums[f] = sum[f] - bias[f];                                                 \
  }
FOLD_PASS(1)
FOLD_PASS(2)
FOLD_PASS(3)
FOLD_PASS(4)

// Adds lane l to the integers of totals[l % n].
inline void lanes_to_limbs(const V(double) x, Total* totals, const int n, __global ulong* slots) {
  double lane[VEC];
  STORE(x, lane);
  for (int l = 0; l < VEC; l++) {
    if (lane[l] == 0) continue;
    __global long* limb = total_limbs(&totals[l % n], SLOT(slots, l % n));
    totals[l % n].flags |= limbs_add_bits64(limb, as_ulong(lane[l]));
  }
}

// Adds finite terms, lane l of each to the integers of totals[l % n].
//
// Bound. A mantissa, below 2^53, moves up by at most 31 bits and is cut at bit 32: a lower piece below
// 2^32, and an upper one below 2^52, which counts as 2^20 additions of a piece (see CARRY_EVERY).
#define UPPER_PIECES (1u << 20)

inline void terms_to_limbs(const V(double)* terms, const int turns, Total* totals, const int n,
                           __global ulong* slots) {
  const uint adds = (uint)(turns * VEC / n) * UPPER_PIECES;  // at most CARRY_EVERY
  for (int part = 0; part < n; part++) {
    __global long* const limb = total_limbs(&totals[part], SLOT(slots, part));
    if (totals[part].adds + adds > CARRY_EVERY) {
      limbs_carry(limb);
      totals[part].adds = 0;
    }
    totals[part].adds += adds;
  }
  for (int i = 0; i < turns; i++) {
    const Integers integers = integers_of(terms[i]);
    const V(ulong) shift = integers.exponent & 31UL;
    const V(long) lower = CAT(as_, V(long))((integers.mantissa << shift) & 0xffffffffUL);
    const V(long) upper = CAT(as_, V(long))(integers.mantissa >> (32UL - shift));
    ulong at[VEC];
    long low[VEC], high[VEC];
    STORE(integers.exponent >> 5, at);
    STORE((lower ^ integers.sign) - integers.sign, low);
    STORE((upper ^ integers.sign) - integers.sign, high);
    // Not term by term: compilers make a vector of two limbs, and a processor that loads one of these
    // soon after it stored half of it waits until that store has reached the cache.
    #pragma unroll
    for (int l = 0; l < VEC; l++) ((__global long*)SLOT(slots, l % n))[at[l]] += low[l];
    #pragma unroll
    for (int l = 0; l < VEC; l++) ((__global long*)SLOT(slots, l % n))[at[l] + 1] += high[l];
  }
}

// Adds exact sums to the lanes' pairs or to totals; says whether to totals.
inline bool give(const V(double) sum, Sums* sums, Total* totals, const int n, __global ulong* slots) {
  if (n < VEC) {  // these lanes have one bias
    double lane[VEC];
    STORE(sum, lane);
    for (int part = 0; part < n; part++) {
      double all = 0;
      for (int l = part; l < VEC; l += n) all += lane[l];
      total_add_double(&totals[part], SLOT(slots, part), all);
    }
    return true;
  }
  V(double) s, c, e, r;
  TWO_SUM(sums->s, sum, s, e, V(double));
  TWO_SUM(sums->c, e, c, r, V(double));
  if (BITS_OF_ALL(RESIDUE_BITS(r)) != 0) {
    lanes_to_limbs(sum, totals, n, slots);
    return true;
  }
  sums->s = s;
  sums->c = c;
  return false;
}

// Adds `turns` vectors of terms without loss, lane l to its pair or to totals[l % n], and says whether a
// total was used. The terms are used up.
inline bool fold(Block* block, Sums* sums, V(double)* terms, const int turns, Total* totals,
                 const int n, __global ulong* slots) {
  bool used = false;
  Fields fields = fields_of(terms, turns);
  ulong top[VEC], least[VEC];
  int largest, folds;
  for (;;) {
    STORE(fields.top, top);
    STORE(fields.least, least);
    if (n < VEC) {
      for (int l = 1; l < VEC; l++) {
        top[0] = max(top[0], top[l]);
        least[0] = min(least[0], least[l]);
      }
    }
    largest = 0;
    int lost = 0;  // bits that one fold would lose
    for (int l = 0; l < (n < VEC ? 1 : VEC); l++) {
      const int last = max((int)least[l], 1) + ZEROS_BELOW;
      largest = max(largest, (int)top[l]);
      lost = max(lost, (int)top[l] + FOLD_ROOM - last);
    }
    folds = 1 + (lost + FOLD_BITS - 1) / FOLD_BITS;
    if (largest < 0x7ff) break;
    strip_non_finite(terms, turns, totals, n);
    used = true;
    fields = fields_of(terms, turns);
  }
#if REAL_BYTES == 8
  block_expect(block, fields.top);
#endif
  if (largest > 2046 - FOLD_ROOM || folds > MOST_FOLDS) {
#if BINS
    if (((totals[0].flags & USED_BINS) != 0) | (totals[0].adds >= WORTH_BINS * UPPER_PIECES)) {
      terms_to_bins(terms, turns, totals, n, slots);
      return true;
    }
#endif
    terms_to_limbs(terms, turns, totals, n, slots);
    return true;
  }
  if (n < VEC) fields.top = (V(ulong))(top[0]);
  const int passes = (folds + FOLDS - 1) / FOLDS;
  const int each = (folds + passes - 1) / passes;
  for (int done = 0; done < folds; done += each) {
    V(double) sum[FOLDS];
    const V(long) field = CAT(as_, V(long))(fields.top) + (long)(FOLD_ROOM - done * FOLD_BITS);
    const int some = min(each, folds - done);
#if FOLDS > 1
    if (some == 2) {
      fold_pass_2(terms, turns, field, sum);
    } else if (some == 3) {
      fold_pass_3(terms, turns, field, sum);
    } else {
      fold_pass_4(terms, turns, field, sum);
    }
#else
    fold_pass_1(terms, turns, field, sum);
#endif
    for (int f = 0; f < some; f++) used |= give(sum[f], sums, totals, n, slots);
  }
  return used;
}

#endif
