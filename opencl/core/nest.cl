// A loop nest: kept axes, reduced axes, and where the elements of each operand lie.
//
// Axes are outermost first. Strides and offsets count elements; they are taken modulo 2^64 (or
// 2^32 where INDEX is uint), so negative strides work with unsigned indices.
#ifndef NEST_CL
#define NEST_CL
#include "core/term.cl"

typedef struct {
  long kept;                           // number of kept axes
  long reduced;                        // number of reduced axes
  long offset[OPERANDS];               // element of each operand where all indices are 0
  long out_offset;                     // the same of the result
  long kept_extent[DIMS];
  long reduced_extent[DIMS];
  long out_stride[DIMS];               // of the result, along the kept axes
  long kept_stride[OPERANDS][DIMS];
  long reduced_stride[OPERANDS][DIMS];
} Nest;

// A nest of few axes is a kernel argument by value; one of many (arguments are limited to 1 KiB on
// some devices) lies in memory.
#ifndef NEST_IN_MEMORY
  #define NEST_IN_MEMORY 0
#endif
#if NEST_IN_MEMORY
  #define NEST_SPACE __global
  #define NEST_PARAM __global const Nest* restrict nest
  #define NEST_POINTER
#else
  #define NEST_SPACE
  #define NEST_PARAM const Nest nest_value
  #define NEST_POINTER const Nest* const nest = &nest_value;
#endif

// Moves at[] from the start of the kept axes [0, axes) to output `index` of them.
inline void go_kept(NEST_SPACE const Nest* nest, const int axes, ulong index, INDEX* at) {
  for (int d = axes - 1; d >= 0 && index != 0; d--) {
    const ulong extent = (ulong)nest->kept_extent[d];
    const ulong outer = d == 0 ? 0 : index / extent;
    const INDEX i = (INDEX)(index - outer * extent);
    for (int k = 0; k < OPERANDS; k++) at[k] += i * (INDEX)nest->kept_stride[k][d];
    index = outer;
  }
}

// Element of the result that output `index` of the kept axes [0, axes) is.
inline ulong out_at(NEST_SPACE const Nest* nest, const int axes, ulong index) {
  ulong at = (ulong)nest->out_offset;
  for (int d = axes - 1; d >= 0 && index != 0; d--) {
    const ulong extent = (ulong)nest->kept_extent[d];
    const ulong outer = d == 0 ? 0 : index / extent;
    at += (index - outer * extent) * (ulong)nest->out_stride[d];
    index = outer;
  }
  return at;
}

// One turn of the kept axes [0, axes), and where its first elements are.
typedef struct {
  ulong index[DIMS];
  INDEX at[OPERANDS];
  ulong out;
} Turn;

// The turn that is number `index`.
inline void begin_turn(NEST_SPACE const Nest* nest, const int axes, ulong index, Turn* turn) {
  for (int k = 0; k < OPERANDS; k++) turn->at[k] = (INDEX)nest->offset[k];
  go_kept(nest, axes, index, turn->at);
  turn->out = out_at(nest, axes, index);
  for (int d = axes - 1; d >= 0; d--) {
    const ulong extent = (ulong)nest->kept_extent[d];
    const ulong outer = index / extent;
    turn->index[d] = index - outer * extent;
    index = outer;
  }
}

// The turn after it, without a division.
inline void next_turn(NEST_SPACE const Nest* nest, const int axes, Turn* turn) {
  for (int d = axes - 1; d >= 0; d--) {
    const bool ends = ++turn->index[d] == (ulong)nest->kept_extent[d];
    const ulong back = ends ? (ulong)nest->kept_extent[d] : 0;
    for (int k = 0; k < OPERANDS; k++) {
      turn->at[k] += (INDEX)nest->kept_stride[k][d] * ((INDEX)1 - (INDEX)back);
    }
    turn->out += (ulong)nest->out_stride[d] * (1 - back);
    if (!ends) return;
    turn->index[d] = 0;
  }
}

// Moves at[] to index `index` of the reduced axes [0, axes).
inline void go_reduced(NEST_SPACE const Nest* nest, const int axes, ulong index, INDEX* at) {
  for (int d = axes - 1; d >= 0 && index != 0; d--) {
    const ulong extent = (ulong)nest->reduced_extent[d];
    const ulong outer = d == 0 ? 0 : index / extent;
    const INDEX i = (INDEX)(index - outer * extent);
    for (int k = 0; k < OPERANDS; k++) at[k] += i * (INDEX)nest->reduced_stride[k][d];
    index = outer;
  }
}

#endif
