// Plain adds in the term's own type (see accumulate.cl): fast, rounded at every step.
#ifndef ACCUMULATE_PLAIN_CL
#define ACCUMULATE_PLAIN_CL
#include "term.cl"

#undef RECORD_WORDS
#define RECORD_WORDS 1
#if REAL_BYTES == 8
  #define RESULT_BITS ulong
  #define RESULT_NAN 0x7ff8000000000000UL
  #define WORD_OF(x) as_ulong(x)
  #define OF_WORD(w) as_double(w)
#else
  #if TERM_HALF
    #define RESULT_BITS ushort
    #define RESULT_NAN 0x7e00
  #else
    #define RESULT_BITS uint
    #define RESULT_NAN 0x7fc00000u
  #endif
  #define WORD_OF(x) ((ulong)as_uint(x))
  #define OF_WORD(w) as_float((uint)(w))
#endif

typedef struct {
  REALV sum;
} Lanes;

typedef struct {
  REAL sum;
} Total;

#define LANE_TURNS 8

inline void lanes_clear(Lanes* lanes) { lanes->sum = (REALV)(0); }
inline void lanes_add(Lanes* lanes, const REALV terms) { lanes->sum += terms; }
inline bool lanes_flagged(Lanes* lanes) { return false; }

inline void total_clear(Total* total) { total->sum = 0; }
inline void total_add(Total* total, __global ulong* slot, const REAL term) { total->sum += term; }
inline void total_merge(Total* total, __global ulong* slot, const Total* other,
                        __global ulong* other_slot) {
  total->sum += other->sum;
}
inline void total_load(Total* total, __global ulong* slot, __global const ulong* record) {
  total->sum += OF_WORD(record[0]);
}
inline void total_store(Total* total, __global ulong* slot, __global ulong* record) {
  record[0] = WORD_OF(total->sum);
}

inline void lanes_to_totals(const Lanes* lanes, Total* totals, const int n, __global ulong* slots) {
  REAL lane[VEC];
  STORE(lanes->sum, lane);
  for (int l = 0; l < VEC; l++) totals[l % n].sum += lane[l];
}

inline RESULT_BITS total_finish(Total* total, __global ulong* slot, const ulong divisor,
                                __global uint* status) {
  const REAL result = (divisor == 0 ? total->sum : total->sum / (REAL)divisor) + (REAL)0;
  if (isnan(result)) return RESULT_NAN;
#if TERM_HALF
  ushort bits;
  vstore_half_rte(result, 0, (half*)&bits);
  return bits;
#else
  return (RESULT_BITS)WORD_OF(result);
#endif
}

#endif
