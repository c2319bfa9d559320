// VEC sums of few terms each, which never leave registers.
//
// Few          the sums so far
//   few_holds    whether the device can do this; `one` is 1, and the compiler must not know it
//   few_begin    with the first vector of terms
//   few_add      adds vector `turn` of terms, from 1 on
//   few_results  the results of lanes that are not lost, divided by `divisor` if that is not 0; says whether
//                none is
// FEW          0 where there is no such thing: all must be added up another way
//
// Exact sums. s takes the terms, c what s loses, and both are numbers of the terms' own format: an add
// loses a number of that format, or nothing (TwoSum; subnormals included). s + c is the exact sum where c
// lost nothing, so that s + c rounded once is the result. c loses nothing with one or two terms, and
// hardly ever with a few, as it is a multiple of the last bit of any term. Where s overflows, or a term is
// inf or NaN, c and so the result is NaN or inf: all of these are lost. Devices that flush float32
// subnormals could lose what is left over. They are refused (DeviceInfo.obstacle); few_holds finds out those that
// deny it.
#ifndef FEW_CL
#define FEW_CL
#include "accumulate/accumulate.cl"

#if ACCUMULATOR == EXACT && !TERM_HALF
#define FEW 1

#if REAL_BYTES == 8
  #define FEW_BITS V(ulong)
#else
  #define FEW_BITS V(uint)
#endif
#define FEW_AS_BITS(x) CAT3(as_, FEW_BITS)(x)
#define CAT3(a, b) CAT(a, b)

typedef struct {
  REALV s;
  REALV c;
  FEW_BITS lost;
} Few;

inline bool few_holds(const uint one) {
#if REAL_BYTES == 4
  return as_uint(as_float(one) + as_float(one)) == 2;  // units of 2^-149
#else
  return true;
#endif
}

inline void few_begin(Few* few, const REALV terms) {
  few->s = terms;
  few->c = (REALV)(0);
  few->lost = (FEW_BITS)(0);
}

inline void few_add(Few* few, const REALV terms, const int turn) {
  REALV e, rest;
  TWO_SUM(few->s, terms, few->s, e, REALV);
  if (turn == 1) {
    few->c = e;
  } else {
    TWO_SUM(few->c, e, few->c, rest, REALV);
    few->lost |= FEW_AS_BITS(rest) << 1;  // -0 is nothing
  }
}

// The bits of all lanes in one word.
inline ulong few_any(const FEW_BITS bits) {
#if REAL_BYTES == 8
  return (ulong)BITS_OF_ALL(CAT(as_, V(long))(bits));
#elif VEC == 1
  return bits;
#elif VEC == 2
  return as_ulong(bits);
#elif VEC == 4
  return (ulong)bits_2(as_long2(bits));
#elif VEC == 8
  return (ulong)bits_4(as_long4(bits));
#else
  return (ulong)bits_8(as_long8(bits));
#endif
}

inline bool few_results(const Few* few, const ulong divisor, V(RESULT_BITS)* results) {
  const REALV sum = (few->s + few->c) + (REALV)(0);  // an exact zero is +0
  *results = CAT(as_, V(RESULT_BITS))(sum);
  if (few_any(few->lost | FEW_AS_BITS(sum - sum)) != 0) return false;  // inf - inf is NaN
  if (divisor == 0) return true;
#if INTEGER_LANES
  return false;
#else
  const V(double) s = CAT(convert_, V(double))(few->s), c = CAT(convert_, V(double))(few->c);
  return BITS_OF_ALL(means_of_pairs(s, c, (double)divisor, results)) == 0;
#endif
}

#elif BLOCK_RESULT
#define FEW 1

typedef Block Few;

inline bool few_holds(const uint one) { return true; }
inline void few_begin(Few* few, const REALV terms) {
  block_clear(few);
  block_add(few, terms);
}
inline void few_add(Few* few, const REALV terms, const int turn) { block_add(few, terms); }
inline bool few_results(const Few* few, const ulong divisor, V(RESULT_BITS)* results) {
  return block_result(few, divisor, results);
}

#else
#define FEW 0
#endif

#endif
