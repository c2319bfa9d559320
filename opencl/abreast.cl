// Neighbouring rows of results side by side, so that what comes again in each of them is loaded from a
// near cache for all but the first. (C loops of x * row float32 on an AMD EPYC, rows of 64 KiB: 75 GB/s, row
// by row 61; rows of 8 KiB, which stay in the first cache by themselves: 58 and 73.)
//
// PIECE    STOREDs that are loaded for every row before they are stored for any: a load waits for every
//          store before it whose address ends in the same 12 bits, and the rows often lie whole pages apart
#ifndef ABREAST_CL
#define ABREAST_CL
#include "stream.cl"

#define ABREAST 4  // rows
#define PIECE (VEC > LINE ? VEC : LINE)
#define PIECE_BYTES (PIECE * STORED_BYTES)

// Whether rows that begin at `to`, and others `pitch` apart, can be stored by pieces.
inline bool by_pieces(__global const STORED* to, const ulong pitch) {
  return is_aligned(to, PIECE_BYTES) && pitch % PIECE == 0;
}

// Stores ABREAST rows of `length` terms; those of a row are across[] after the one before, its results
// `pitch` STOREDs.
inline void store_abreast(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across,
                          const ulong length, __global STORED* to, const ulong pitch) {
  INDEX at[ABREAST][OPERANDS];
  #pragma unroll
  for (int row = 0; row < ABREAST; row++) {
    for (int k = 0; k < OPERANDS; k++) at[row][k] = from[k] + (INDEX)row * across[k];
  }
  const ulong pieces = length * PARTS / PIECE;
  for (ulong i = 0; i < pieces; i++) {
    REALV terms[ABREAST][PIECE / VEC];
    #pragma unroll
    for (int row = 0; row < ABREAST; row++) {
      #pragma unroll
      for (int j = 0; j < PIECE / VEC; j++) {
        terms[row][j] = term_v(OPERAND_ARGS, at[row], step);
        for (int k = 0; k < OPERANDS; k++) at[row][k] += SPAN * step[k];
      }
    }
    #pragma unroll
    for (int row = 0; row < ABREAST; row++) {
      #pragma unroll
      for (int j = 0; j < PIECE / VEC; j++) {
        stream_terms(terms[row][j], to + row * pitch + i * PIECE + j * VEC);
      }
    }
  }
  for (int row = 0; row < ABREAST; row++) {
    for (ulong i = pieces * PIECE / PARTS; i < length; i++) {
      const TERM_1 term = term_1(OPERAND_ARGS, at[row]);
      STORE_TERM(term, to + row * pitch + i * PARTS);
      for (int k = 0; k < OPERANDS; k++) at[row][k] += step[k];
    }
  }
}

#endif
