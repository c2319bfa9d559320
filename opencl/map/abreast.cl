// Neighbouring rows of results side by side, so that what comes again in each of them is loaded from a
// near cache for all but the first. (C loops of x * row float32 on an AMD EPYC, rows of 64 KiB: 75 GB/s, row
// by row 61; rows of 8 KiB, which stay in the first cache by themselves: 58 and 73.)
//
// PIECE    STOREDs that are loaded for every row before they are stored for any
// SHIFT    least bytes that rows are apart in their pages: a load waits for earlier stores whose addresses
//          end in the same 12 bits, and where these are several, rows whole pages apart, until memory has them
//          (x * row float32, AVX2: 30 ms instead of 5 where the result lies 64 bytes further on in its page)
#ifndef ABREAST_CL
#define ABREAST_CL
#include "core/stream.cl"

#define ABREAST 4  // rows
#define PIECE (VEC > LINE ? VEC : LINE)
#define PIECE_BYTES (PIECE * STORED_BYTES)
#define PAGE_BYTES 4096
#define SHIFT 256  // a multiple of PIECE_BYTES

// Whether rows that begin at `to`, and others `pitch` apart, can be stored by pieces.
inline bool by_pieces(__global const STORED* to, const ulong pitch) {
  return is_aligned(to, PARTS * STORED_BYTES) && pitch % PIECE == 0;
}

// Pieces that each row is ahead of the one before it, so that no two of them are at the same place of their pages.
inline ulong pieces_ahead(const ulong pitch) {
  for (uint shift = 0;; shift += SHIFT) {
    bool apart = true;
    for (uint rows = 1; rows < ABREAST; rows++) {
      const uint between = (uint)(pitch * STORED_BYTES + shift) * rows % PAGE_BYTES;
      apart &= between >= SHIFT && between <= PAGE_BYTES - SHIFT;
    }
    if (apart) return shift / PIECE_BYTES;
  }
}

// Stores what is not in whole pieces of ABREAST rows: terms [0, lead) and [rest, length), one by one.
inline void store_ends(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across, const ulong lead,
                       const ulong rest, const ulong length, __global STORED* to, const ulong pitch) {
  for (int row = 0; row < ABREAST; row++) {
    for (ulong i = lead > 0 ? 0 : rest; i < length; i = i + 1 == lead ? rest : i + 1) {
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)row * across[k] + (INDEX)i * step[k];
      const TERM_1 term = term_1(OPERAND_ARGS, at);
      STORE_TERM(term, to + row * pitch + i * PARTS);
    }
  }
}

// Stores ABREAST rows of `length` terms; those of a row are across[] after the one before, its results
// `pitch` STOREDs. A row that comes to its end goes on where it begins.
inline void store_abreast(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across,
                          const ulong length, __global STORED* to, const ulong pitch) {
  const ulong lead = min(length, (ulong)(-((size_t)to / STORED_BYTES) % PIECE / PARTS));
  const ulong pieces = (length - lead) * PARTS / PIECE, ahead = pieces_ahead(pitch);
  const ulong shift = ABREAST * ahead > pieces ? 0 : ahead;
  for (ulong done = 0, end; done < pieces; done = end) {
    INDEX at[ABREAST][OPERANDS];
    __global STORED* results[ABREAST];
    end = pieces;
    #pragma unroll
    for (int row = 0; row < ABREAST; row++) {
      const ulong gone = done + row * shift, i = gone < pieces ? gone : gone - pieces;
      end = min(end, done + pieces - i);
      const ulong first = lead + i * (PIECE / PARTS);
      for (int k = 0; k < OPERANDS; k++) {
        at[row][k] = from[k] + (INDEX)row * across[k] + (INDEX)first * step[k];
      }
      results[row] = to + row * pitch + first * PARTS;
    }
    for (ulong i = 0; i < end - done; i++) {
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
        for (int j = 0; j < PIECE / VEC; j++) stream_terms(terms[row][j], results[row] + i * PIECE + j * VEC);
      }
    }
  }
  store_ends(OPERAND_ARGS, from, step, across, lead, lead + pieces * (PIECE / PARTS), length, to, pitch);
}

#endif
