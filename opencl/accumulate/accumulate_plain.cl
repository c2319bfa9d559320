// Plain adds in the term's own type (see accumulate.cl): fast, rounded at every step.
#ifndef ACCUMULATE_PLAIN_CL
#define ACCUMULATE_PLAIN_CL
#include "core/term.cl"
#include "core/across.cl"

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

ACROSS(sum, REAL, PLUS)

typedef struct {
  REALV sum;
} Block;

typedef struct {
  REALV sum;
} Sums;

typedef struct {
  REAL sum;
} Total;

#define LANE_TURNS 64

inline void block_start(Block* block) {}
inline void block_clear(Block* block) { block->sum = (REALV)(0); }
inline void block_add(Block* block, const REALV terms) { block->sum += terms; }
inline bool block_end(Block* block, Sums* sums) {
  sums->sum += block->sum;
  block->sum = (REALV)(0);
  return false;
}

inline void total_clear(Total* total) { total->sum = 0; }
inline void total_add(Total* total, __global ulong* slot, const REAL term) { total->sum += term; }
inline void total_merge(Total* total, __global ulong* slot, const Total* other,
                        __global ulong* other_slot) {
  total->sum += other->sum;
}
inline void total_join(Total* total, const Total* other) { total->sum += other->sum; }
#if SUB_GROUPS
inline Total total_shuffle_down(const Total* total, const uint reach) {
  return (Total){sub_group_shuffle_down(total->sum, reach)};
}
#endif
inline bool total_is_lost(const Total* total) { return false; }
inline void total_load(Total* total, __global ulong* slot, __global const ulong* record) {
  total->sum += OF_WORD(record[0]);
}
inline void total_store(Total* total, __global ulong* slot, __global ulong* record) {
  record[0] = WORD_OF(total->sum);
}

#define SUMS_RESULT 1
inline bool sums_result(const Sums* sums, const ulong divisor, V(RESULT_BITS)* result) {
  const REALV sum = (divisor == 0 ? sums->sum : sums->sum / (REALV)((REAL)divisor)) + (REALV)(0);
#if TERM_HALF
  const V(RESULT_BITS) bits = half_bits(sum);
  *result = CAT(convert_, V(short))(sum == sum) ? bits : (V(RESULT_BITS))(RESULT_NAN);
#else
  const V(RESULT_BITS) bits = CAT(as_, V(RESULT_BITS))(sum);
  *result = sum == sum ? bits : (V(RESULT_BITS))(RESULT_NAN);
#endif
  return true;
}

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  const Sums sums = {block->sum};
  return sums_result(&sums, divisor, result);
}

inline void sums_clear(Sums* sums) { sums->sum = (REALV)(0); }

inline bool sums_join(Sums* sums, const Sums* other) {
  sums->sum += other->sum;
  return true;
}

inline void sums_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
  if (n == VEC) {
    REAL lane[VEC];
    STORE(sums->sum, lane);
    for (int l = 0; l < VEC; l++) totals[l].sum += lane[l];
    return;
  }
  const CAT(REAL, 2) two = TWO_OF(sum, REAL, sums->sum);
  for (int part = 0; part < n; part++) totals[part].sum += PART_OF(two, part);
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
