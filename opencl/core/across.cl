// Lanes of a vector that meet: lane l belongs to part l % PARTS of the terms.
//
// ACROSS(name, T, OP)  defines what TWO_OF(name, T, v) needs, for associative OPs
// TWO_OF(name, T, v)   two Ts, each OP of every other lane of a vector of VEC Ts, where 0 is nothing
// PART_OF(two, part)   the sum of one part's lanes from TWO_OF sums
// BITS_OF_ALL(v)       the bits of all lanes of a vector of VEC longs in one word
#ifndef ACROSS_CL
#define ACROSS_CL
#include "core/term.cl"

#define ACROSS(name, T, OP)                                                                         \
  inline CAT(T, 2) CAT(name, _4)(const CAT(T, 4) v) { return OP(v.lo, v.hi); }                      \
  inline CAT(T, 2) CAT(name, _8)(const CAT(T, 8) v) { return CAT(name, _4)(OP(v.lo, v.hi)); }       \
  inline CAT(T, 2) CAT(name, _16)(const CAT(T, 16) v) { return CAT(name, _8)(OP(v.lo, v.hi)); }
#define PLUS(a, b) ((a) + (b))

#if VEC == 1
  #define TWO_OF(name, T, v) ((CAT(T, 2))(v, 0))
#elif VEC == 2
  #define TWO_OF(name, T, v) (v)
#else
  #define TWO_OF(name, T, v) CAT(CAT(name, _), VEC)(v)
#endif
#define PART_OF(two, part) (PARTS == 1 ? (two).x + (two).y : (part) == 0 ? (two).x : (two).y)

// (any() is a chain of branches in PoCL 3.1.)
#define HALVES(v) ((v).lo | (v).hi)
inline long bits_2(const long2 v) { return HALVES(v); }
inline long bits_4(const long4 v) { return bits_2(HALVES(v)); }
inline long bits_8(const long8 v) { return bits_4(HALVES(v)); }
inline long bits_16(const long16 v) { return bits_8(HALVES(v)); }
#if VEC == 1
  #define BITS_OF_ALL(v) (v)
#else
  #define BITS_OF_ALL(v) CAT(bits_, VEC)(v)
#endif

#endif
