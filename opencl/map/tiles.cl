// One result for each element of a nest of kept axes, of which operands are contiguous along the
// last (`inner`) and along the one before it (`across`): neither order of walking reads all of them
// along their neighbours, so squares of SPAN by SPAN terms are read each its way and turned in
// registers.
//
// Unit     a strip of ROWS rows of up to `chunk` terms. A work-item takes neighbouring units; no
//          barrier. What no square covers is taken term by term.
// Lead     terms of each row before its first square, so that rows of squares are whole vectors of the result.
// Out      past the caches (STREAM) where each row of a square is a whole line at least.
// Empty    never launched without elements.
//
// Set by the host: the term (term.cl), INDEX, STREAM. Tuned: VEC, TILE, work-group size,
// work-items, chunk.
#include "core/nest.cl"
#include "core/stream.cl"

#ifndef TILE
  #define TILE 1  // squares side by side across the rows
#endif
#ifndef WIDE
  #define WIDE 4  // squares along the rows, so that a page of each row is visited less often
#endif
#define ROWS (TILE * SPAN)

// Elements of the operands at (row, column) of a strip.
inline void go(const INDEX* from, const INDEX* step, const INDEX* across, const ulong row,
               const ulong column, INDEX* at) {
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = from[k] + (INDEX)row * across[k] + (INDEX)column * step[k];
  }
}

// Stores one square.
inline void store_square(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX* across,
                         const bool streams, __global STORED* to, const ulong pitch) {
  REALV terms[SPAN];
  tile_terms(OPERAND_ARGS, at, step, across, terms);
  if (streams) {
    #pragma unroll
    for (int row = 0; row < SPAN; row++) stream_terms(terms[row], to + row * pitch);
  } else {
    #pragma unroll
    for (int row = 0; row < SPAN; row++) STORE_TERMS(terms[row], to + row * pitch);
  }
}

// Stores terms [first, end) of `rows` rows.
inline void store_ends(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across,
                       const int rows, const ulong first, const ulong end, __global STORED* to,
                       const ulong pitch) {
  INDEX at[OPERANDS];
  for (int i = 0; i < rows; i++) {
    for (ulong j = first; j < end; j++) {
      go(from, step, across, i, j, at);
      const TERM_1 term = term_1(OPERAND_ARGS, at);
      STORE_TERM(term, to + i * pitch + j * PARTS);
    }
  }
}

// Stores `rows` rows of `length` terms.
inline void store_strip(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across,
                        const int rows, const ulong length, __global STORED* to, const ulong pitch) {
  const bool aligns = is_aligned(to, PARTS * STORED_BYTES) && pitch % VEC == 0;
#if STREAM && VECTOR_BYTES >= LINE_BYTES
  const bool streams = aligns;
#else
  const bool streams = false;
#endif
  const ulong lead = aligns ? min(length, (ulong)(-((size_t)to / STORED_BYTES) % VEC / PARTS)) : 0;
  const int square_rows = rows / SPAN * SPAN;
  const ulong squares_end = lead + (length - lead) / SPAN * SPAN;
  INDEX at[OPERANDS];
  for (ulong begin = lead; begin < squares_end; begin += WIDE * SPAN) {
    const ulong end = min(begin + WIDE * SPAN, squares_end);
    for (int i = 0; i < square_rows; i += SPAN) {
      for (ulong j = begin; j < end; j += SPAN) {
        go(from, step, across, i, j, at);
        store_square(OPERAND_ARGS, at, step, across, streams, to + i * pitch + j * PARTS, pitch);
      }
    }
  }
  store_ends(OPERAND_ARGS, from, step, across, square_rows, 0, lead, to, pitch);
  store_ends(OPERAND_ARGS, from, step, across, square_rows, squares_end, length, to, pitch);
  go(from, step, across, square_rows, 0, at);
  store_ends(OPERAND_ARGS, at, step, across, rows - square_rows, 0, length, to + square_rows * pitch, pitch);
}

VECTOR_KERNEL
void tiles(OPERAND_PARAMS, NEST_PARAM, const ulong boxes, const ulong chunk,
           __global STORED* restrict out) {
  NEST_POINTER
  const int inner = (int)nest->kept - 1, outer = inner - 1;
  const ulong width = (ulong)nest->kept_extent[inner], height = (ulong)nest->kept_extent[outer];
  const ulong chunks = (width + chunk - 1) / chunk, strips = (height + ROWS - 1) / ROWS;
  const ulong pitch = (ulong)nest->out_stride[outer] * PARTS;
#define KEPT_STEP(k) (INDEX)nest->kept_stride[k][inner]
  const INDEX step[OPERANDS] = INNER_STEPS(KEPT_STEP);
  INDEX across[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) across[k] = (INDEX)nest->kept_stride[k][outer];

  const ulong worker = get_global_id(0), workers = get_global_size(0);
  const ulong units = boxes * strips * chunks, share = units / workers, more = units % workers;
  const ulong first = worker * share + min(worker, more);
  const ulong end = first + share + (worker < more ? 1 : 0);
  for (ulong unit = first; unit < end; unit++) {
    const ulong strip = unit / chunks, box = strip / strips;
    const ulong row = (strip - box * strips) * ROWS, column = (unit - strip * chunks) * chunk;
    const int rows = (int)min((ulong)ROWS, height - row);
    const ulong columns = min(chunk, width - column);
    INDEX from[OPERANDS], at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) from[k] = (INDEX)nest->offset[k];
    go_kept(nest, outer, box, from);
    go(from, step, across, row, column, at);
    __global STORED* const to = out + (out_at(nest, outer, box) + column) * PARTS + row * pitch;
    store_strip(OPERAND_ARGS, at, step, across, rows, columns, to, pitch);
  }
}
