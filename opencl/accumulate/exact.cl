// The exact accumulator in integers: any sum of float64 or float32 values without rounding.
//
// Slot     68 signed 64-bit limbs; limb h has weight 2^(32 h - 1075), so limb 0 holds half of the
//          smallest subnormal float64 and limb 67 reaches 2^1133: 2^63 times the largest float64.
//          Behind them there may be bins: see bins.cl.
// Flags    bits of a 32-bit word beside it: which limbs count, and the non-finite values seen.
// Carry    an added piece is below 2^32 in magnitude and a carried limb below 2^32 + 2^31, so 2^30
//          additions stay below 2^62 + 2^33 < 2^63: carry at least that often.
// Source   R. M. Neal, Fast exact summation using small and large superaccumulators, 2015.
#ifndef EXACT_CL
#define EXACT_CL
#include "core/device.cl"

#define LIMBS 68
#define RECORD_WORDS 72  // s, c, flags, unused, limbs
#ifndef BINS
  #define BINS 0  // 1: slots have bins behind their limbs (bins.cl)
#endif
#define BIN_COUNT 512
#define SLOT(slots, i) ((slots) + (ulong)(i) * (RECORD_WORDS + (BINS ? BIN_COUNT : 0)))
#define RECORD(records, i) ((records) + (ulong)(i) * RECORD_WORDS)

#define USED_LIMBS 1u     // the slot's limbs count; without it they are not even cleared
#define SAW_NAN 2u
#define SAW_POSITIVE_INF 4u
#define SAW_NEGATIVE_INF 8u

#define CARRY_EVERY (1u << 30)

inline void limbs_clear(__global long* limb) {
  for (int h = 0; h < LIMBS; h++) limb[h] = 0;
}

// After it limbs 0 to 66 are in [0, 2^32) and limb 67 has the sign of the sum.
RARE void limbs_carry(__global long* limb) {
  for (int h = 0; h < LIMBS - 1; h++) {
    const long carry = limb[h] >> 32;
    limb[h] &= 0xffffffffL;
    limb[h + 1] += carry;
  }
}

// Adds (negative ? -1 : 1) * mantissa * 2^(exponent - 1075), exponent in [1, 2046].
inline void limbs_add(__global long* limb, ulong mantissa, const int exponent, const bool negative) {
  const int shift = exponent & 31;
  const int h = exponent >> 5;
  const long sign = negative ? -1L : 0L;
  const ulong low = (mantissa << shift) & 0xffffffffUL;
  const ulong high = mantissa >> (32 - shift);  // shift 0: by 32, the other half
  limb[h] += ((long)low ^ sign) - sign;
  limb[h + 1] += ((long)(high & 0xffffffffUL) ^ sign) - sign;
  limb[h + 2] += ((long)(high >> 32) ^ sign) - sign;
}

// Adds the float64 with these bits; returns the flags that it raises.
RARE uint limbs_add_bits64(__global long* limb, const ulong bits) {
  const int exponent = (int)(bits >> 52) & 0x7ff;
  ulong mantissa = bits & 0xfffffffffffffUL;
  const bool negative = (bits >> 63) != 0;
  if (exponent == 0x7ff) {
    return mantissa != 0 ? SAW_NAN : negative ? SAW_NEGATIVE_INF : SAW_POSITIVE_INF;
  }
  if (exponent != 0) mantissa |= 1UL << 52;
  limbs_add(limb, mantissa, max(exponent, 1), negative);
  return 0;
}

// Adds the float32 with these bits: its exponent is 896 lower and its mantissa 29 bits shorter.
RARE uint limbs_add_bits32(__global long* limb, const uint bits) {
  const int exponent = (int)(bits >> 23) & 0xff;
  ulong mantissa = bits & 0x7fffffu;
  const bool negative = (bits >> 31) != 0;
  if (exponent == 0xff) {
    return mantissa != 0 ? SAW_NAN : negative ? SAW_NEGATIVE_INF : SAW_POSITIVE_INF;
  }
  if (exponent != 0) mantissa |= 1UL << 23;
  limbs_add(limb, mantissa << 29, max(exponent, 1) + 896, negative);
  return 0;
}

// Rounds magnitude * 2^(exponent - 63), bit 63 of magnitude set, plus something below its last bit
// where `sticky`, to a format of `precision` bits whose smallest normal exponent is `lowest` and
// largest `highest`: half to even, with subnormals and overflow to inf. Returns the bits, no sign.
inline ulong round_bits(const ulong magnitude, const bool sticky, const int exponent,
                        const int precision, const int lowest, const int highest) {
  const ulong infinity = (ulong)(highest - lowest + 2) << (precision - 1);
  if (exponent > highest) return infinity;
  const int below = max(lowest - exponent, 0);  // bits lost to a subnormal result
  const int drop = 64 - precision + below;
  if (drop > 64) return 0;  // below half of the smallest subnormal
  ulong kept = drop == 64 ? 0 : magnitude >> drop;
  const ulong half_bit = 1UL << (drop - 1);
  const bool rest = sticky || (magnitude & (half_bit - 1)) != 0;
  if ((magnitude & half_bit) != 0 && (rest || (kept & 1) != 0)) kept++;
  // A mantissa that rounds up to 2^precision carries into the exponent field by itself.
  const ulong bits = below > 0 ? kept : ((ulong)(exponent - lowest) << (precision - 1)) + kept;
  return min(bits, infinity);
}

inline bool limbs_any_below(__global const long* limb, const int end) {
  for (int h = 0; h < end; h++) {
    if (limb[h] != 0) return true;
  }
  return false;
}

// The slot's value divided by `divisor` (at least 1), rounded once as round_bits does; sign in bit
// 63 of *negative's truth. The slot is left as magnitude: its value is used up.
inline ulong limbs_round(__global long* limb, const ulong divisor, const int precision,
                         const int lowest, const int highest, bool* negative) {
  limbs_carry(limb);
  *negative = limb[LIMBS - 1] < 0;
  if (*negative) {
    for (int h = 0; h < LIMBS; h++) limb[h] = -limb[h];
    limbs_carry(limb);
  }
  int top = LIMBS - 1;
  while (top >= 0 && limb[top] == 0) top--;
  if (top < 0) {
    *negative = false;
    return 0;
  }
  const int lead = 63 - (int)clz((ulong)limb[top]);  // below 32: see limb 67 above
  int position = 32 * top + lead;  // of the dividend bit brought down last; weight 2^(. - 1075)
  ulong quotient = 0;
  ulong rest = 0;
  if (divisor == 1) {
    const ulong middle = top > 0 ? (ulong)limb[top - 1] : 0;
    const ulong last = top > 1 ? (ulong)limb[top - 2] : 0;
    quotient = ((ulong)limb[top] << (63 - lead)) | (middle << (31 - lead)) | (last >> (1 + lead));
    rest = last & ((1UL << (1 + lead)) - 1);
    return round_bits(quotient, rest != 0 || limbs_any_below(limb, top - 2), position - 1075,
                      precision, lowest, highest);
  }
  // Long division, a bit at a time: divisor < 2^63, so the rest never overflows when doubled.
  for (;; position--) {
    const ulong bit = position < 0 ? 0 : ((ulong)limb[position >> 5] >> (position & 31)) & 1;
    rest = (rest << 1) | bit;
    quotient <<= 1;
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
    if ((quotient >> 63) != 0) break;
  }
  bool sticky = rest != 0;
  if (!sticky && position > 0) {
    const int h = position >> 5;
    sticky = ((ulong)limb[h] & ((1UL << (position & 31)) - 1)) != 0 || limbs_any_below(limb, h);
  }
  return round_bits(quotient, sticky, position + 63 - 1075, precision, lowest, highest);
}

#endif
