// The largest or smallest term (see accumulate.cl), as numpy.max and numpy.min: -0 is below +0, and any NaN wins.
//
// Rank    A term as an integer of its width that orders as terms do: for floats the bits, with those of negative
//         numbers turned around, above all of them NaN, whatever its sign; for the smallest term the complement.
//         So both are the largest rank, whatever the order, and one comparison is all that a term costs.
// Complex numbers are compared whole, real parts first, where the signs of zeros count last, as 0 and -0 are equal
//         to NumPy there; if one part is NaN both parts of the rank are. The first of the totals of a term has both
//         parts, the second none.
// Nothing is lost, and no total has a slot.
#ifndef ACCUMULATE_EXTREMUM_CL
#define ACCUMULATE_EXTREMUM_CL
#include "core/term.cl"
#include "core/across.cl"
#include "core/half.cl"

#undef RECORD_WORDS
#define RECORD_WORDS 2

#ifndef TERM_FLOAT
  #define TERM_FLOAT 1  // whether terms are floats, or complex
#endif

#if REAL_BYTES == 8
  #define RANK long
  #define RESULT_BITS ulong
  #define RANK_SIGN 63
  #define RANK_NAN 0x7fffffffffffffffL
  #define RESULT_NAN 0x7ff8000000000000UL
#elif REAL_BYTES == 4
  #define RANK int
  #define RANK_SIGN 31
  #define RANK_NAN 0x7fffffff
  #if TERM_HALF
    #define RESULT_BITS ushort
    #define RESULT_NAN 0x7e00
  #else
    #define RESULT_BITS uint
    #define RESULT_NAN 0x7fc00000u
  #endif
#endif
#if !TERM_FLOAT
  #undef RANK
  #undef RESULT_BITS
  #define RANK REAL
  #if REAL_BYTES == 1
    #define RESULT_BITS uchar
  #elif REAL_BYTES == 2
    #define RESULT_BITS ushort
  #elif REAL_BYTES == 4
    #define RESULT_BITS uint
  #else
    #define RESULT_BITS ulong
  #endif
#endif
#if TERM_FLOAT || !TERM_UNSIGNED
  #define RANK_LEAST ((RANK)((RANK)1 << (8 * sizeof(RANK) - 1)))
#else
  #define RANK_LEAST ((RANK)0)
#endif
#define RANKV V(RANK)

#if ACCUMULATOR == MINIMUM
  #define TURNED_RANK(x) (~(x))
#else
  #define TURNED_RANK(x) (x)
#endif

// A vector of terms' ranks, and ranks as results' bits, part by part.
#if TERM_FLOAT
#define RANKS(name, R, F, bits_of)                                                  \
  inline R CAT(rank_of, name)(const F terms) {                                      \
    const R bits = CAT(as_, R)(terms);                                              \
    const R rank = TURNED_RANK(bits ^ ((bits >> RANK_SIGN) & (R)(RANK_NAN)));       \
    return terms == terms ? rank : (R)(RANK_NAN);                                   \
  }                                                                                 \
  inline bits_of CAT(result_of, name)(const R rank) {                               \
    const R turned = TURNED_RANK(rank);                                             \
    const R bits = turned ^ ((turned >> RANK_SIGN) & (R)(RANK_NAN));                \
    return CAT(bits_of_rank, name)(bits, rank);                                     \
  }
#if TERM_HALF
inline ushort bits_of_rank_1(const int bits, const int rank) {
  ushort half_result;
  vstore_half_rte(as_float(bits), 0, (half*)&half_result);
  return rank == RANK_NAN ? (ushort)RESULT_NAN : half_result;
}
  #if VEC > 1
inline V(ushort) bits_of_rank_v(const V(int) bits, const V(int) rank) {
  return CAT(convert_, V(short))(rank == (V(int))(RANK_NAN)) ? (V(ushort))(RESULT_NAN) : half_bits(CAT(as_, V(float))(bits));
}
  #endif
#else
inline RESULT_BITS bits_of_rank_1(const RANK bits, const RANK rank) {
  return rank == RANK_NAN ? RESULT_NAN : (RESULT_BITS)bits;
}
  #if VEC > 1
inline V(RESULT_BITS) bits_of_rank_v(const RANKV bits, const RANKV rank) {
  return rank == (RANKV)(RANK_NAN) ? (V(RESULT_BITS))(RESULT_NAN) : CAT(as_, V(RESULT_BITS))(bits);
}
  #endif
#endif
RANKS(_1, RANK, REAL, RESULT_BITS)
#if VEC > 1
RANKS(_v, RANKV, REALV, V(RESULT_BITS))
#endif
#else
inline RANK rank_of_1(const REAL term) { return (RANK)TURNED_RANK(term); }
inline RESULT_BITS result_of_1(const RANK rank) { return (RESULT_BITS)TURNED_RANK(rank); }
  #if VEC > 1
inline RANKV rank_of_v(const REALV terms) { return TURNED_RANK(terms); }
inline V(RESULT_BITS) result_of_v(const RANKV rank) { return CAT(as_, V(RESULT_BITS))(TURNED_RANK(rank)); }
  #endif
#endif
#if VEC == 1
  #define rank_of_v rank_of_1
  #define result_of_v result_of_1
#endif

#if PARTS == 1

inline RANKV ranks_best(const RANKV a, const RANKV b) { return max(a, b); }
inline RANKV ranks_of(const REALV terms) { return rank_of_v(terms); }

#else

// Lanes of real and of imaginary parts.
  #if VEC == 2
    #define HALF_RANKS RANK
  #elif VEC == 4
    #define HALF_RANKS CAT(RANK, 2)
  #elif VEC == 8
    #define HALF_RANKS CAT(RANK, 4)
  #else
    #define HALF_RANKS CAT(RANK, 8)
  #endif
  #if VEC == 2
    #define YES(x) (-(RANK)(x))  // as comparisons of vectors say it
  #else
    #define YES(x) (x)
  #endif

// The rank of both zeros.
inline HALF_RANKS without_sign(const HALF_RANKS rank) { return rank - YES(rank == (HALF_RANKS)(-1)); }

// -1 where a is above b.
inline HALF_RANKS is_above(const HALF_RANKS a_re, const HALF_RANKS a_im, const HALF_RANKS b_re,
                           const HALF_RANKS b_im) {
  const HALF_RANKS are = without_sign(a_re), aim = without_sign(a_im);
  const HALF_RANKS bre = without_sign(b_re), bim = without_sign(b_im);
  const HALF_RANKS signs = YES(a_re > b_re) | (YES(a_re == b_re) & YES(a_im > b_im));
  const HALF_RANKS imaginary = YES(aim > bim) | (YES(aim == bim) & signs);
  return YES(are > bre) | (YES(are == bre) & imaginary);
}

inline RANKV ranks_best(const RANKV a, const RANKV b) {
  const HALF_RANKS above = is_above(a.even, a.odd, b.even, b.odd);
  RANKV best;
  best.even = (a.even & above) | (b.even & ~above);
  best.odd = (a.odd & above) | (b.odd & ~above);
  return best;
}

inline RANKV ranks_of(const REALV terms) {
  const RANKV ranks = rank_of_v(terms);
  const HALF_RANKS none = YES(ranks.even == (HALF_RANKS)(RANK_NAN)) | YES(ranks.odd == (HALF_RANKS)(RANK_NAN));
  RANKV both;
  both.even = (ranks.even & ~none) | (none & (HALF_RANKS)(RANK_NAN));
  both.odd = (ranks.odd & ~none) | (none & (HALF_RANKS)(RANK_NAN));
  return both;
}

#endif

typedef struct {
  RANKV best;
} Block;

typedef struct {
  RANKV best;
} Sums;

typedef struct {
  RANK best[PARTS];
} Total;

// A term that changes nothing: of floats the lowest one, as there is always another.
#if TERM_FLOAT && ACCUMULATOR == MINIMUM
  #define TERM_NOTHING ((REALV)(INFINITY))
#elif TERM_FLOAT
  #define TERM_NOTHING ((REALV)(-INFINITY))
#elif TERM_UNSIGNED
  #define TERM_NOTHING ((REALV)((REAL)TURNED_RANK((REAL)0)))
#else
  #define TERM_NOTHING ((REALV)((REAL)TURNED_RANK(RANK_LEAST)))
#endif

#define LANE_TURNS 64

inline void block_start(Block* block) {}
inline void block_clear(Block* block) { block->best = (RANKV)(RANK_LEAST); }
inline void block_add(Block* block, const REALV terms) { block->best = ranks_best(ranks_of(terms), block->best); }
inline bool block_end(Block* block, Sums* sums) {
  sums->best = ranks_best(block->best, sums->best);
  block_clear(block);
  return false;
}

inline void sums_clear(Sums* sums) { sums->best = (RANKV)(RANK_LEAST); }
inline bool sums_join(Sums* sums, const Sums* other) {
  sums->best = ranks_best(other->best, sums->best);
  return true;
}

#define SUMS_RESULT 1
inline bool sums_result(const Sums* sums, const ulong divisor, V(RESULT_BITS)* result) {
  *result = result_of_v(sums->best);
  return true;
}

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  *result = result_of_v(block->best);
  return true;
}

inline void total_clear(Total* total) {
  for (int part = 0; part < PARTS; part++) total->best[part] = RANK_LEAST;
}

inline void total_take(Total* total, const RANK* ranks) {
#if PARTS == 1
  total->best[0] = max(total->best[0], ranks[0]);
#else
  const RANK re = total->best[0], im = total->best[1];
  const RANK are = ranks[0] + (ranks[0] == -1 ? 1 : 0), aim = ranks[1] + (ranks[1] == -1 ? 1 : 0);
  const RANK bre = re + (re == -1 ? 1 : 0), bim = im + (im == -1 ? 1 : 0);
  const bool signs = ranks[0] > re || (ranks[0] == re && ranks[1] > im);
  if (are > bre || (are == bre && (aim > bim || (aim == bim && signs)))) {
    total->best[0] = ranks[0];
    total->best[1] = ranks[1];
  }
#endif
}

inline void total_merge(Total* total, __global ulong* slot, const Total* other, __global ulong* other_slot) {
  total_take(total, other->best);
}
inline void total_join(Total* total, const Total* other) { total_take(total, other->best); }
#if SUB_GROUPS
inline Total total_shuffle_down(const Total* total, const uint reach) {
  Total other;
  for (int part = 0; part < PARTS; part++) other.best[part] = sub_group_shuffle_down(total->best[part], reach);
  return other;
}
#endif
inline bool total_is_lost(const Total* total) { return false; }

inline void total_load(Total* total, __global ulong* slot, __global const ulong* record) {
  RANK ranks[PARTS];
  for (int part = 0; part < PARTS; part++) ranks[part] = (RANK)record[part];
  total_take(total, ranks);
}
inline void total_store(Total* total, __global ulong* slot, __global ulong* record) {
  for (int part = 0; part < PARTS; part++) record[part] = (ulong)total->best[part];
}

#if PARTS == 1 && VEC > 1
ACROSS(best, RANK, max)
#endif

inline void sums_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
#if PARTS == 1 && VEC > 1
  if (n == 1) {
    const CAT(RANK, 2) two = TWO_OF(best, RANK, sums->best);
    totals[0].best[0] = max(totals[0].best[0], max(two.x, two.y));
    return;
  }
#endif
  RANK lane[VEC];
  STORE(sums->best, lane);
  for (int l = 0; l < VEC; l += PARTS) total_take(&totals[l % n], lane + l);
}

// A term's totals take it: the first of them.
#define TERM_ADD 1
inline void term_add(Total* totals, __global ulong* slots, const TERM_1 term) {
#if PARTS == 1
  const RANK rank = rank_of_1(term);
  total_take(totals, &rank);
#else
  RANK ranks[2] = {rank_of_1(term.x), rank_of_1(term.y)};
  if (ranks[0] == RANK_NAN) ranks[1] = RANK_NAN;
  if (ranks[1] == RANK_NAN) ranks[0] = RANK_NAN;
  total_take(totals, ranks);
#endif
}

// One part of the result of a term's totals.
#define PART_FINISH 1
inline RESULT_BITS part_finish(Total* totals, const int part, __global ulong* slots, const ulong divisor,
                               __global uint* status) {
  return result_of_1(totals[0].best[part]);
}

#endif
