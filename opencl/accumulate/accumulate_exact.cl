// The exact sum of float terms (see accumulate.cl).
//
// Lanes   of float64 (lanes_exact.cl), or of integers if the host says INTEGER_LANES (lanes_integer.cl)
// Total   a pair (s, c) of float64: s takes the term, c takes what s lost, and what c loses goes to the
//         slot's integers, so nothing is ever lost.
// Finish  a pair with unused integers is rounded by one float64 addition; else by integers.
// Devices without float64 have only the integers, which take what the lanes hold in the end.
#ifndef ACCUMULATE_EXACT_CL
#define ACCUMULATE_EXACT_CL
#include "core/term.cl"
#include "accumulate/exact.cl"
#include "accumulate/pairs.cl"

#ifndef INTEGER_LANES
  #define INTEGER_LANES (!FLOAT64_PAIRS)
#endif

#if REAL_BYTES == 8
  #define LIMBS_ADD_TERM(limb, x) limbs_add_bits64(limb, as_ulong(x))
#else
  #define LIMBS_ADD_TERM(limb, x) limbs_add_bits32(limb, as_uint(x))
#endif
#if TERM_HALF
  #define RESULT_BITS ushort
  #define RESULT_NAN 0x7e00
  #define PRECISION 11
  #define LOWEST (-14)
  #define HIGHEST 15
#elif REAL_BYTES == 4
  #define RESULT_BITS uint
  #define RESULT_NAN 0x7fc00000u
  #define PRECISION 24
  #define LOWEST (-126)
  #define HIGHEST 127
#else
  #define RESULT_BITS ulong
  #define RESULT_NAN 0x7ff8000000000000UL
  #define PRECISION 53
  #define LOWEST (-1022)
  #define HIGHEST 1023
#endif
#define RESULT_INFINITY ((RESULT_BITS)(HIGHEST - LOWEST + 2) << (PRECISION - 1))
#define RESULT_SIGN ((RESULT_BITS)1 << (8 * sizeof(RESULT_BITS) - 1))

typedef struct {
#if FLOAT64_PAIRS
  double s;
  double c;
#endif
  uint flags;
  uint adds;  // to the limbs since the last carry
} Total;

inline __global long* total_limbs(Total* total, __global ulong* slot) {
  __global long* limb = (__global long*)slot;
  if ((total->flags & USED_LIMBS) == 0) {
    limbs_clear(limb);
    total->flags |= USED_LIMBS;
    total->adds = 0;
  } else if (total->adds >= CARRY_EVERY) {
    limbs_carry(limb);
    total->adds = 0;
  }
  total->adds++;
  return limb;
}

inline void total_clear(Total* total) {
#if FLOAT64_PAIRS
  total->s = 0;
  total->c = 0;
#endif
  total->flags = 0;
  total->adds = 0;
}

#if FLOAT64_PAIRS

// Finite terms as mantissa * 2^(exponent - 1075), exponents from 1 on; signs are 0 or -1.
typedef struct {
  V(ulong) mantissa;
  V(ulong) exponent;
  V(long) sign;
} Integers;

inline Integers integers_of(const V(double) terms) {
  const V(ulong) bits = CAT(as_, V(ulong))(terms);
  const V(ulong) field = (bits >> 52) & 0x7ffUL;
  const V(ulong) normal = min(field, (V(ulong))(1UL));
  return (Integers){(bits & 0xfffffffffffffUL) | (normal << 52), field + 1UL - normal,
                    CAT(as_, V(long))(bits) >> 63};
}

#if BINS
  #include "accumulate/bins.cl"
#endif

RARE void total_add_limbs(Total* total, __global ulong* slot, const double x) {
  __global long* limb = total_limbs(total, slot);  // sets a flag: before `|=` reads them
  total->flags |= limbs_add_bits64(limb, as_ulong(x));
}

inline void total_add_double(Total* total, __global ulong* slot, const double x) {
  double s, e, c, r;
  TWO_SUM(total->s, x, s, e, double);
  TWO_SUM(total->c, e, c, r, double);
  if (isfinite(r)) {
    total->s = s;
    total->c = c;
    if (r != 0) total_add_limbs(total, slot, r);
  } else {
    total_add_limbs(total, slot, x);
  }
}
#endif

inline void total_add(Total* total, __global ulong* slot, const REAL term) {
#if FLOAT64_PAIRS
  total_add_double(total, slot, (double)term);
#else
  __global long* limb = total_limbs(total, slot);  // sets a flag: before `|=` reads them
  total->flags |= LIMBS_ADD_TERM(limb, term);
#endif
}

RARE void total_merge_limbs(Total* total, __global ulong* slot, const uint flags,
                            __global const long* other) {
  if ((flags & USED_LIMBS) != 0) {
    __global long* limb = total_limbs(total, slot);
    limbs_carry(limb);  // below 2^32 each, and the other's are carried too
    for (int h = 0; h < LIMBS; h++) limb[h] += other[h];
    limbs_carry(limb);
    total->adds = 1;
  }
  total->flags |= flags & ~USED_LIMBS;
}

// The other slot must be carried or hold fewer than CARRY_EVERY additions.
inline void total_merge(Total* total, __global ulong* slot, const Total* other,
                        __global ulong* other_slot) {
#if FLOAT64_PAIRS
  total_add_double(total, slot, other->s);
  total_add_double(total, slot, other->c);
#endif
  if (other->flags != 0) {
    total_merge_limbs(total, slot, other->flags, (__global const long*)other_slot);
  }
}

// Whoever has flags cannot do without a slot, and what a pair loses becomes one.
#define LOST 16u

inline void total_join(Total* total, const Total* other) {
  total->flags |= other->flags;
#if FLOAT64_PAIRS
  double s, c, e, r, more;
  TWO_SUM(total->s, other->s, s, e, double);
  TWO_SUM(total->c, e, c, r, double);
  TWO_SUM(c, other->c, c, more, double);
  if (((as_long(r) | as_long(more)) << 1) != 0) total->flags |= LOST;
  total->s = s;
  total->c = c;
#endif
}
#if SUB_GROUPS
inline Total total_shuffle_down(const Total* total, const uint reach) {
  Total other;
  #if FLOAT64_PAIRS
  other.s = sub_group_shuffle_down(total->s, reach);
  other.c = sub_group_shuffle_down(total->c, reach);
  #endif
  other.flags = sub_group_shuffle_down(total->flags, reach);
  other.adds = 0;
  return other;
}
#endif
inline bool total_is_lost(const Total* total) { return total->flags != 0; }

inline void total_load(Total* total, __global ulong* slot, __global const ulong* record) {
#if FLOAT64_PAIRS
  total_add_double(total, slot, as_double(record[0]));
  total_add_double(total, slot, as_double(record[1]));
#endif
  const uint flags = (uint)record[2];
  if (flags != 0) total_merge_limbs(total, slot, flags, (__global const long*)(record + 4));
}

inline void total_store(Total* total, __global ulong* slot, __global ulong* record) {
#if BINS
  bins_to_limbs(total, slot);
#endif
#if FLOAT64_PAIRS
  record[0] = as_ulong(total->s);
  record[1] = as_ulong(total->c);
#else
  record[0] = 0;
  record[1] = 0;
#endif
  record[2] = total->flags;
  record[3] = 0;
  if ((total->flags & USED_LIMBS) != 0) {
    limbs_carry((__global long*)slot);
    for (int h = 0; h < LIMBS; h++) record[4 + h] = slot[h];
  }
}

// The total from its integers; the pair, if any, is added to them first.
RARE RESULT_BITS total_round(Total* total, __global ulong* slot, const ulong divisor) {
#if BINS
  bins_to_limbs(total, slot);
#endif
  if ((total->flags & SAW_NAN) != 0 ||
      (total->flags & (SAW_POSITIVE_INF | SAW_NEGATIVE_INF)) ==
          (SAW_POSITIVE_INF | SAW_NEGATIVE_INF)) {
    return RESULT_NAN;
  }
  if ((total->flags & SAW_POSITIVE_INF) != 0) return RESULT_INFINITY;
  if ((total->flags & SAW_NEGATIVE_INF) != 0) return RESULT_INFINITY | RESULT_SIGN;
  __global long* limb = total_limbs(total, slot);
#if FLOAT64_PAIRS
  limbs_carry(limb);
  limbs_add_bits64(limb, as_ulong(total->s));
  limbs_add_bits64(limb, as_ulong(total->c));
#endif
  bool negative;
  const ulong bits = limbs_round(limb, max(divisor, 1UL), PRECISION, LOWEST, HIGHEST, &negative);
  return (RESULT_BITS)bits | (negative ? RESULT_SIGN : 0);
}

#if FLOAT64_PAIRS

// A float64 rounded to the result's format, ties to even.
inline RESULT_BITS result_of(const double x) {
#if TERM_HALF
  const ulong bits = as_ulong(x);
  const int exponent = (int)(bits >> 52) & 0x7ff;
  if (exponent >= 1023 + LOWEST) {  // in place: what rounds up carries into the exponent, at last to inf
    const ulong kept = (((bits << 1) >> 1) + (1UL << 41) - 1 + ((bits >> 42) & 1)) >> 42;
    return (RESULT_BITS)(min(kept - (1008UL << 10), (ulong)RESULT_INFINITY) |
                         (x < 0 ? RESULT_SIGN : 0));
  }
  if (exponent == 0) return 0;  // no subnormal float64 comes here
  const ulong magnitude = ((bits & 0xfffffffffffffUL) | (1UL << 52)) << 11;
  return (RESULT_BITS)(round_bits(magnitude, false, exponent - 1023, PRECISION, LOWEST, HIGHEST) |
                       (x < 0 ? RESULT_SIGN : 0));
#elif REAL_BYTES == 4
  return as_uint(convert_float_rte(x));
#else
  return as_ulong(x);
#endif
}

// s + c rounded once. To a shorter format by way of float64 rounded to odd, whose 53 bits are more
// than 24 + 2 (S. Boldo, G. Melquiond, When double rounding is odd, 2005).
inline RESULT_BITS round_pair(const double s, const double c) {
#if REAL_BYTES == 8
  return as_ulong((s + c) + 0.0);  // an exact zero is +0
#else
  double high, low;
  TWO_SUM(s, c, high, low, double);
  long bits = as_long(high);
  if (low != 0 && (bits & 1) == 0) bits += ((low > 0) == (high > 0)) ? 1 : -1;
  return result_of(as_double(bits) + 0.0);
#endif
}

// The quotient Q = (x + y) / n for 0 < n < 2^50 as `mean`: rounded once, ties to even; where results are shorter
// than float64, rounded to odd, so that rounding it again is rounding once (see round_pair). Not 0 where it is
// not told: outside of 2^-900 to 2^1000, for infinities and NaN.
//
// TwoSum makes of x + y a pair with |c| <= ulp(s) / 2. i = fl(1 / n), so q = fl(s i) is less than three steps from
// s / n; s - q n, a multiple of ulp(q) of less than 3 n of these, is a float64, found by fma;
// d = fl(fl(s - q n + c) i) has a relative error below 2^-51, and |d| is no more than four steps of q. So Q lies
// between q + d (1 - 2^-50) and q + d (1 + 2^-50), which round to one number or to two neighbours (Ziv, 1991), and
// any of these, `near`, is less than one step from Q. s - near n is a multiple of ulp(near) of at most ulp(s) / 2 +
// n ulp(near), so fma finds it; so is what is left of it less n half steps. The sum with c then has the sign of
// what Q has more than `near`, or than the midpoint of the neighbours, and is 0 where that is 0.
#if REAL_BYTES == 8
  #define QUOTIENT(D, L)                                                                  \
    const D low = q + d * (1 - 0x1p-50), high = q + d * (1 + 0x1p-50);                    \
    const D half_step = (high - low) * 0.5;                                               \
    const D more = fma(-low, (D)(n), s) - half_step * n + c;                              \
    const D even = (as_##L(low) & 1) == 0 ? low : high;                                   \
    const D side = (as_##L(more) ^ as_##L(half_step)) < 0 ? low : high;                   \
    *mean = more == 0 ? even : side;
#else
  #define QUOTIENT(D, L)                                                                  \
    const D near = q + d;                                                                 \
    const D more = fma(-near, (D)(n), s) + c;                                             \
    const L bits = as_##L(near);                                                          \
    const L step = ((as_##L(more) ^ bits) >> 63) | 1;  /* signs differ: -1, else 1 */      \
    *mean = as_##D(more == 0 ? bits : bits + (((bits & 1) - 1) & step));
#endif
#define DIVIDED_PAIRS(name, D, L, U)                                                      \
  inline L name(const D x, const D y, const double n, D* mean) {                          \
    D s, c;                                                                               \
    TWO_SUM(x, y, s, c, D);                                                               \
    const double i = 1 / n;                                                               \
    const D q = s * i;                                                                    \
    const D d = (fma(-q, (D)(n), s) + c) * i;                                             \
    QUOTIENT(D, L)                                                                        \
    const U field = (as_##U(q) << 1) >> 53;                                               \
    const L outside = field - 123 > 1900 ? (L)(1) : (L)(0);                               \
    return s == 0 ? (L)(0) : outside;                                                     \
  }
DIVIDED_PAIRS(divided_pair, double, long, ulong)

// The same of one pair as a result; says whether it is told.
RARE bool mean_pair(const double s, const double c, const double n, RESULT_BITS* result) {
  double mean;
  if (divided_pair(s, c, n, &mean) != 0) return false;
  *result = result_of(mean + 0.0);  // an exact zero is +0
  return true;
}

#endif

inline RESULT_BITS total_finish(Total* total, __global ulong* slot, const ulong divisor,
                                __global uint* status) {
#if FLOAT64_PAIRS
  if (total->flags == 0) {
    RESULT_BITS result;
    if (divisor == 0 || total->s + total->c == 0) return round_pair(total->s, total->c);
    if (divisor < (1UL << 50) && mean_pair(total->s, total->c, (double)divisor, &result)) {
      return result;
    }
  }
#endif
  return total_round(total, slot, divisor);
}

#if INTEGER_LANES
  #include "accumulate/lanes_integer.cl"
#else
  #include "accumulate/lanes_exact.cl"
#endif

#endif
