// Vectors of float16, which are floats in registers.
#ifndef HALF_CL
#define HALF_CL
#include "core/term.cl"

#if TERM_HALF
// As they are in memory, rounded once, ties to even.
// PoCL's vstore_half8 and 16 take the address for a multiple of 16 and then die of others.
inline V(ushort) half_bits(const REALV v) {
  V(ushort) bits;
  #if VEC == 1
  vstore_half_rte(v, 0, (half*)&bits);
  #else
  CAT(CAT(vstore_half, VEC), _rte)(v, 0, (half*)&bits);
  #endif
  return bits;
}
#endif

#endif
