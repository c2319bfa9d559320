// Exact sums of float32 terms in vector lanes of 64-bit integers (see accumulate.cl): what devices without
// float64 do, and those may prefer that have few units for it.
//
// A lane has a base, an exponent field. A term is its mantissa, moved up by the difference of its field
// and the base: an integer in units of 2^(base - UNIT). Blocks of at most LANE_TURNS vectors add up beside
// the lane's sums, each of which has the halves of the blocks' sums; a block whose terms leave the lane's
// range is not added, and fold() adds its terms again.
//
// Bound. Terms that are added at once have fields `base` to base + REACH: blocks of others are not added, and
// fold() begins with a base that is no more than REACH below the largest field, takes the terms from it on and
// goes on REACH + 1 lower, where all that are left are below the base before. So a term is below
// 2^(MANTISSA + REACH) units, and a sum of 2^GROWTH of them in one lane below 2^(MANTISSA + REACH + GROWTH) <= 2^62.
// That leaves no room for a second lane, let alone VEC of equal base. So whatever leaves a block or a turn of
// fold() is cut: its lower 32 bits, as they are, in [0, 2^32), and the upper ones, in [-2^30, 2^30). Whatever adds
// up in one number has fewer than 2^31 terms (see ReductionSchedule), so even if each were a block of its own, the
// lower halves of all lanes together stay below 2^63 and the upper ones below 2^61.
// float16 terms have 11 bits and fields from 103 (2^-24, its last bit) to 142: one base is right for all.
// Subnormal float32 terms count as field 1 without the leading bit. Fields of 255: inf and NaN.
#ifndef LANES_INTEGER_CL
#define LANES_INTEGER_CL
#ifndef INTEGER_LANES
  #define INTEGER_LANES 1
#endif
#include "accumulate/accumulate_exact.cl"

#define BLOCKS_FOLD 1
#define LANE_TURNS 64
#define GROWTH 6  // log2(LANE_TURNS)
#if TERM_HALF
  #define MANTISSA 11
  #define REACH 39u
  #define FIRST_BASE 103u
  #define HALF_UNIT 0x1p-34f  // 2^(FIRST_BASE - UNIT): a term has 11 bits, the last of them of 2^-24 too
#else
  #define MANTISSA 24
  #define REACH 32u
  #define FIRST_BASE 103u  // a guess: magnitudes from 2^-24 to 2^9
#endif
#define ZEROS (24 - MANTISSA)  // last bits of a float that no term has
#define UNIT (150 - ZEROS)

#define LIMB_EXPONENT (1075 - UNIT)  // limbs_add's exponent of a unit is so much above its base
#define DOUBLE_FIELD (1023 - UNIT)   // the field of a unit as float64 is

typedef struct {
  V(long) sum;
  V(uint) largest;  // of (bits << 1), which orders magnitudes
  V(uint) least;    // of (bits << 1) - 1, where zeros come last
  V(uint) base;
} Block;

typedef struct {
  V(long) low;
  V(long) high;
  V(uint) base;  // of the blocks so far; 0: none
} Sums;

inline void block_clear(Block* block) {
  block->sum = (V(long))(0);
  block->largest = (V(uint))(0);
  block->least = ~(V(uint))(0);
}

inline void block_start(Block* block) { block->base = (V(uint))(FIRST_BASE); }

// Terms in units; nothing where a term is 0, whatever the base.
inline V(long) in_units(const REALV terms, const V(uint) base) {
  const V(uint) bits = CAT(as_, V(uint))(terms);
  const V(uint) field = (bits << 1) >> 24;
  const V(uint) normal = min(field, (V(uint))(1));
  const V(uint) mantissa = ((bits & 0x7fffffu) | (normal << 23)) >> ZEROS;
  const V(uint) shift = field + 1u - normal - base;
  const V(int) sign = CAT(as_, V(int))(bits) >> 31;
  const V(long) whole = CAT(convert_, V(long))((CAT(as_, V(int))(mantissa) ^ sign) - sign);
  return whole << CAT(convert_, V(long))(shift);
}

inline void block_add(Block* block, const REALV terms) {
  const V(uint) magnitude = CAT(as_, V(uint))(terms) << 1;
  block->largest = max(block->largest, magnitude);
  block->least = min(block->least, magnitude - 1u);
  block->sum += in_units(terms, block->base);
}

// Not 0 in lanes that have terms outside of their range; largest and least are as in Block.
inline V(int) outside(const V(uint) largest, const V(uint) least, const V(uint) base) {
  const V(uint) top = largest >> 24;
  const V(uint) low = max((least + 1u) >> 24, (V(uint))(1));
  return (largest != (V(uint))(0)) & ((low < base) | (top > min(base + REACH, (V(uint))(254))));
}

inline V(long) block_lost(const Block* block) {
  return CAT(convert_, V(long))(outside(block->largest, block->least, block->base));
}

inline bool block_end(Block* block, Sums* sums) {
  const bool lost = BITS_OF_ALL(block_lost(block)) != 0;
  if (!lost) {
    sums->low += block->sum & 0xffffffffL;
    sums->high += block->sum >> 32;
    sums->base = block->base;
  }
  block_clear(block);
  return lost;
}

inline void sums_clear(Sums* sums) {
  sums->low = (V(long))(0);
  sums->high = (V(long))(0);
  sums->base = (V(uint))(0);
}

inline bool sums_join(Sums* sums, const Sums* other) {
  if (BITS_OF_ALL(other->low | other->high) == 0) return true;
  if (BITS_OF_ALL(CAT(convert_, V(long))(sums->base ^ other->base)) != 0) return false;
  sums->low += other->low;
  sums->high += other->high;
  return true;
}

// Adds `units` of the unit that belongs to `base`.
inline void total_add_units(Total* total, __global ulong* slot, const long units, const uint base) {
  if (units == 0) return;
#if FLOAT64_PAIRS
  const double unit = as_double((ulong)(base + DOUBLE_FIELD) << 52);
  total_add_double(total, slot, (double)(units >> 32) * 0x1p32 * unit);
  total_add_double(total, slot, (double)(units & 0xffffffffL) * unit);
#else
  const bool negative = units < 0;
  const ulong magnitude = negative ? 0UL - (ulong)units : (ulong)units;
  limbs_add(total_limbs(total, slot), magnitude, (int)base + LIMB_EXPONENT, negative);
#endif
}

// Lane l to totals[l % n]; those of one total that have one base meet before.
RARE void sums_to_totals(const Sums* sums, Total* totals, const int n, __global ulong* slots) {
  long low[VEC], high[VEC];
  uint base[VEC];
  STORE(sums->low, low);
  STORE(sums->high, high);
  STORE(sums->base, base);
  for (int part = 0; part < n; part++) {
    for (int l = part; l < VEC;) {
      const uint one = base[l];
      long low_sum = 0, high_sum = 0;
      for (; l < VEC && base[l] == one; l += n) {
        low_sum += low[l];
        high_sum += high[l];
      }
      total_add_units(&totals[part], SLOT(slots, part), low_sum, one);
      total_add_units(&totals[part], SLOT(slots, part), high_sum, one + 32);
    }
  }
}

// Units as results, rounded once, ties to even. Not 0 in lanes whose result is not a normal number: those
// it cannot tell.
inline V(long) units_round(const V(long) units, const V(uint) base, V(RESULT_BITS)* result) {
  const REALV sum = CAT(convert_, REALV)(units);
#if TERM_HALF
  // By way of float32 rounded to odd, whose 24 bits are more than 11 + 2 (S. Boldo, G. Melquiond, When
  // double rounding is odd, 2005).
  const V(long) left = units - CAT(convert_, V(long))(sum);
  const V(int) bits = CAT(as_, V(int))(sum);
  const V(int) step = CAT(convert_, V(int))((left ^ units) >> 63) | 1;  // signs differ: -1, else 1
  const V(int) odd = CAT(convert_, V(int))((left | -left) >> 63) & ~bits & 1;
  *result = half_bits(CAT(as_, REALV)(bits + odd * step) * HALF_UNIT);
  return (V(long))(0);
#else
  const V(uint) bits = CAT(as_, V(uint))(sum);
  const V(uint) field = ((bits << 1) >> 24) + base - UNIT;
  const V(int) zero = sum == (REALV)(0);
  *result = zero ? (V(uint))(0) : bits + ((base - UNIT) << 23);
  return CAT(convert_, V(long))((units != (V(long))(0)) & CAT(convert_, V(long))(field - 1u > 253u));
#endif
}

#define BLOCK_RESULT 1
inline bool block_result(const Block* block, const ulong divisor, V(RESULT_BITS)* result) {
  if (divisor != 0) return false;
  const V(long) untold = units_round(block->sum, block->base, result);
  return BITS_OF_ALL(untold | block_lost(block)) == 0;
}

#define SUMS_RESULT 1
inline bool sums_result(const Sums* sums, const ulong divisor, V(RESULT_BITS)* result) {
  if (divisor != 0) return false;
  const V(long) high = sums->high + (sums->low >> 32);
  const V(long) large = (high + (1L << 29)) >> 30;  // 0 where the whole is below 2^61
  const V(long) units = (high << 32) + (sums->low & 0xffffffffL);
  return BITS_OF_ALL(large | units_round(units, sums->base, result)) == 0;
}

// Terms that are added again.
#define FOLD_TERM REALV
#define FOLD_TERM_OF(terms) (terms)

// The range of terms, as largest and least of `range`.
inline void range_of(const REALV* terms, const int turns, Block* range) {
  block_clear(range);
  for (int i = 0; i < turns; i++) {
    const V(uint) magnitude = CAT(as_, V(uint))(terms[i]) << 1;
    range->largest = max(range->largest, magnitude);
    range->least = min(range->least, magnitude - 1u);
  }
}

// Terms that are inf or NaN become flags and 0; says whether there are any. (Part by part, as in
// fold_exact.cl.)
inline bool strip_non_finite(REALV* terms, const int turns, Total* totals, const int n) {
  bool any = false;
  for (int i = 0; i < turns; i++) {
    REAL lane[VEC];
    STORE(terms[i], lane);
    for (int part = 0; part < n; part++) {
      uint flags = 0;
      for (int l = part; l < VEC; l += n) {
        const uint bits = as_uint(lane[l]) << 1;
        if (bits < 255u << 24) continue;
        flags |= bits > 255u << 24 ? SAW_NAN : lane[l] < 0 ? SAW_NEGATIVE_INF : SAW_POSITIVE_INF;
        lane[l] = 0;
        any = true;
      }
      totals[part].flags |= flags;
    }
    for (int l = 0; l < VEC; l++) ((REAL*)&terms[i])[l] = lane[l];
  }
  return any;
}

// The bases that suit terms: the old ones where they do, else with room on both sides, or above terms that
// no base suits.
inline V(uint) base_for(const Block* range, const V(uint) old) {
  const V(uint) top = range->largest >> 24;
  const V(uint) low = max((range->least + 1u) >> 24, (V(uint))(1));
  const V(uint) room = (REACH - min(top - low, (V(uint))(REACH))) / 2;
  const V(uint) between = max(low, room + 1u) - room;
  const V(uint) below = max(top + 2u, (V(uint))(REACH + 1u)) - REACH;
  const V(uint) wide = ((top > old + REACH) | (top < old)) ? below : old;
  const V(uint) fresh = top - low <= (V(uint))(REACH) ? between : wide;
  return outside(range->largest, range->least, old) ? fresh : old;
}

// Adds `turns` vectors of terms without loss, lane l to its sums or to totals[l % n], and says whether a
// total was used. What lies below a lane's range is added with lower bases, one after the other: at most 8.
// The terms are used up.
inline bool fold(Block* block, Sums* sums, REALV* terms, const int turns, Total* totals, const int n,
                 __global ulong* slots) {
  Block range;
  range_of(terms, turns, &range);
  bool used = false;
  if (BITS_OF_ALL(CAT(convert_, V(long))((range.largest >> 24) == (V(uint))(255))) != 0) {
    used = strip_non_finite(terms, turns, totals, n);
    range_of(terms, turns, &range);
  }
  V(uint) base = base_for(&range, block->base);
  if (BITS_OF_ALL(CAT(convert_, V(long))(base ^ block->base)) != 0) {
    sums_to_totals(sums, totals, n, slots);
    sums_clear(sums);
    block->base = base;
    used = true;
  }
  for (bool first = true;; first = false) {
    V(long) sum = (V(long))(0);
    V(uint) left = (V(uint))(0);
    for (int i = 0; i < turns; i++) {
      const V(uint) field = (CAT(as_, V(uint))(terms[i]) << 1) >> 24;
      const V(int) inside = max(field, (V(uint))(1)) >= base;
      sum += in_units(inside ? terms[i] : (REALV)(0), base);
      terms[i] = inside ? (REALV)(0) : terms[i];
      left |= CAT(as_, V(uint))(terms[i]) << 1;
    }
    const V(long) low = sum & 0xffffffffL, high = sum >> 32;
    if (first) {
      sums->low += low;
      sums->high += high;
      sums->base = base;
    } else {
      const Sums one = {low, high, base};
      sums_to_totals(&one, totals, n, slots);
      used = true;
    }
    if (BITS_OF_ALL(CAT(convert_, V(long))(left)) == 0) return used;
    base = max(base, (V(uint))(REACH + 2)) - (REACH + 1);
  }
}

#endif
