// Pairs of float64 whose exact sum is that of all that went into them.
//
// TWO_SUM         an addition and what it loses
// parts_of_pairs  makes the lanes' pairs (x, y) one pair (s[part], c[part]) for each part of the terms. Not 0 if
//                 that loses something: then they are worth nothing.
// Source  TwoSum: D. E. Knuth, TAOCP 2, 1969, and T. Ogita, S. M. Rump, S. Oishi, Accurate sum and
//         dot product, 2005.
#ifndef PAIRS_CL
#define PAIRS_CL
#include "core/across.cl"

#ifndef FLOAT64_PAIRS
  #define FLOAT64_PAIRS 1  // 0 where the device has no float64
#endif

// s + e == a + b exactly in round-to-nearest, unless s overflows: then e is NaN or infinite.
// Caveat: additions that appear redundant must not be simplified.
#define TWO_SUM(a, b, s, e, T) \
  {                            \
    const T a_ = (a), b_ = (b);\
    const T s_ = a_ + b_;      \
    const T z_ = s_ - a_;      \
    e = (a_ - (s_ - z_)) + (b_ - z_); \
    s = s_;                    \
  }

#if FLOAT64_PAIRS

// One half with the other, as in sums_join.
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

inline long parts_of_pairs(const V(double) x, const V(double) y, double* s, double* c) {
  double2 two, rests;
  const long lost = CAT(two_of_, VEC)(x, y, &two, &rests);
#if PARTS == 2
  s[0] = two.x;
  s[1] = two.y;
  c[0] = rests.x;
  c[1] = rests.y;
  return lost;
#else
  double e, r, rest, more;
  TWO_SUM(two.x, two.y, s[0], e, double);
  TWO_SUM(rests.x, rests.y, rest, r, double);
  TWO_SUM(rest, e, c[0], more, double);
  return lost | ((as_long(r) | as_long(more)) << 1);
#endif
}

#endif

#endif
