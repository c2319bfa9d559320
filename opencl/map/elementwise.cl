// One result for each element of a nest of kept axes: elementwise, outer, and general nests.
//
// Unit     up to `chunk` neighbours along the inner axis, along which the result is contiguous. Unit
//          u is chunk u % chunks of row u / chunks. No barrier.
// Alone    (GROUP_TREE 0) a work-item takes neighbouring units. Where they follow each other in the
//          result, a line between two of them is gathered, so that it can be stored whole (STREAM).
// Shared   (GROUP_TREE 1) a work-group takes units in turn, its work-items neighbouring vectors.
// Operands any strides; stride 0 is broadcasting.
// Empty    never launched without elements.
//
// Set by the host: the term (term.cl), INDEX, STREAM. Tuned: VEC, GROUP_TREE, work-group size,
// work-items, chunk, WALK.
#include "core/nest.cl"
#include "core/stream.cl"

#ifndef GROUP_TREE
  #define GROUP_TREE 0
#endif

// How a work-item walks through rows: through parts of one side by side, along one from end to end, or along
// neighbours side by side. On some processors the streams of the first hide more of the memory's latency than
// one does; nearer to each other than a page they would be slower than one (0.75).
#define WALK_PARTS 0u
#define WALK_ROWS 2u
#ifndef WALK
  #define WALK WALK_PARTS
#endif
#define STREAMS 4
#define LEAST_PART 4096  // bytes
#define SOON (1024 / (VEC * REAL_BYTES))  // vectors between a touch and a load

// Turns that go through STREAMS parts of a row of `count` pieces of so many bytes; the rest is left. Their
// number is odd, so that no two parts are at the same place of their pages: a load waits for every store
// before it whose address ends in the same 12 bits. (column * row float32, an AMD EPYC: 27 GB/s, not 55.)
inline ulong rounds_of(const ulong count, const int bytes, const bool parts) {
  if (!parts || count * bytes < STREAMS * LEAST_PART) return 0;
  return (count / STREAMS - 1) | 1;
}

// Where the parts of a row begin, each `terms` terms after the one before.
inline void begin_parts(INDEX at[STREAMS][OPERANDS], const INDEX* from, const INDEX* step,
                        const ulong terms) {
  #pragma unroll
  for (int s = 0; s < STREAMS; s++) {
    for (int k = 0; k < OPERANDS; k++) at[s][k] = from[k] + (INDEX)(s * terms) * step[k];
  }
}

// Tells that the terms SOON vectors on will be loaded.
inline void touch_soon(OPERAND_PARAMS, const INDEX* at, const INDEX* step) {
  INDEX soon[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) soon[k] = at[k] + SOON * SPAN * step[k];
  touch(OPERAND_ARGS, soon);
}

// Terms of the next SPAN neighbours.
inline REALV next_terms(OPERAND_PARAMS, INDEX* at, const INDEX* step) {
  const REALV terms = term_v(OPERAND_ARGS, at, step);
  for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * step[k];
  return terms;
}

// The steps that are not known when compiled; the others a function that is not inlined must know, too.
#define GIVEN_STEP(k) given[k]

#if GROUP_TREE

#define BATCH 4  // vectors of a work-item that are loaded before any is stored

// Stores the vectors of a row that are work-item `lane`'s of `lanes`: every lanes-th.
inline void store_shared(OPERAND_PARAMS, const INDEX* from, const INDEX* given, const ulong length,
                         __global STORED* to, const ulong lane, const ulong lanes) {
  const INDEX step[OPERANDS] = INNER_STEPS(GIVEN_STEP);
  const ulong vectors = length / SPAN;
  const bool whole = is_aligned(to, VECTOR_BYTES);
  INDEX at[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = from[k] + (INDEX)lane * SPAN * step[k];
    hop[k] = (INDEX)lanes * SPAN * step[k];
  }
  ulong i = lane;
  for (; whole && i + (BATCH - 1) * lanes < vectors; i += BATCH * lanes) {
    REALV terms[BATCH];
    #pragma unroll
    for (int j = 0; j < BATCH; j++) {
      terms[j] = term_v(OPERAND_ARGS, at, step);
      for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
    }
    #pragma unroll
    for (int j = 0; j < BATCH; j++) stream_terms(terms[j], to + (i + j * lanes) * VEC);
  }
  for (; i < vectors; i += lanes) {
    const REALV terms = term_v(OPERAND_ARGS, at, step);
    if (whole) {
      stream_terms(terms, to + i * VEC);
    } else {
      STORE_TERMS(terms, to + i * VEC);
    }
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
  for (i = vectors * SPAN + lane; i < length; i += lanes) {
    for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)i * step[k];
    const TERM_1 term = term_1(OPERAND_ARGS, at);
    STORE_TERM(term, to + i * PARTS);
  }
}

#endif

// Stores `length` neighbours.
inline void store_row(OPERAND_PARAMS, const INDEX* from, const INDEX* given, const ulong length,
                      const bool parts, __global STORED* to) {
  const INDEX step[OPERANDS] = INNER_STEPS(GIVEN_STEP);
  const ulong vectors = length / SPAN;
  const ulong rounds = rounds_of(vectors, VECTOR_BYTES, parts);
  INDEX part[STREAMS][OPERANDS], at[OPERANDS];
  begin_parts(part, from, step, rounds * SPAN);
  for (ulong i = 0; i < rounds; i++) {
    #pragma unroll
    for (int s = 0; s < STREAMS; s++) {
      touch_soon(OPERAND_ARGS, part[s], step);
      STORE_TERMS(next_terms(OPERAND_ARGS, part[s], step), to + (s * rounds + i) * VEC);
    }
  }
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)(STREAMS * rounds) * SPAN * step[k];
  for (ulong i = STREAMS * rounds; i < vectors; i++) {
    STORE_TERMS(term_v(OPERAND_ARGS, at, step), to + i * VEC);
    for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * step[k];
  }
  if (vectors > 0) {  // the last vector is moved back so that it is whole
    if (vectors * SPAN == length) return;
    for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)(length - SPAN) * step[k];
    STORE_TERMS(term_v(OPERAND_ARGS, at, step), to + (length - SPAN) * PARTS);
    return;
  }
  for (ulong i = 0; i < length; i++) {
    for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)i * step[k];
    const TERM_1 term = term_1(OPERAND_ARGS, at);
    STORE_TERM(term, to + i * PARTS);
  }
}

#if STREAM
// Where a work-item is in the result: [from, to) of the line at `at` are gathered, not stored yet.
typedef struct {
  __global STORED* at;
  int from, to;
} Place;

inline void end_line(Line* line, Place* place) {
  store_line(line, place->at, place->from, place->to);
  place->at += LINE;
  place->from = place->to = 0;
}

// Goes on with `length` neighbours: the line that has begun is gathered term by term, whole lines
// are stored as they come, and a new line begins with what is left.
inline void stream_row(OPERAND_PARAMS, const INDEX* first, const INDEX* given, const ulong length,
                       const bool parts, Line* line, Place* place) {
  const INDEX step[OPERANDS] = INNER_STEPS(GIVEN_STEP);
  STORED* const gathered = (STORED*)line;
  ulong left = length;
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = first[k];
  for (; place->to > 0 && left > 0; left--) {
    const TERM_1 term = term_1(OPERAND_ARGS, at);
    STORE_TERM(term, gathered + place->to);
    for (int k = 0; k < OPERANDS; k++) at[k] += step[k];
    place->to += PARTS;
    if (place->to == LINE) end_line(line, place);
  }
#if VEC <= LINE
  const ulong lines = left / (LINE / PARTS);
  __global STORED* to = place->at;
  const ulong rounds = rounds_of(lines, LINE_BYTES, parts);
  INDEX part[STREAMS][OPERANDS];
  begin_parts(part, at, step, rounds * (LINE / PARTS));
  for (ulong i = 0; i < rounds; i++) {
    #pragma unroll
    for (int s = 0; s < STREAMS; s++) {
      touch_soon(OPERAND_ARGS, part[s], step);  // operands are no wider than the result
      #pragma unroll
      for (int j = 0; j < LINE; j += VEC) {
        stream_terms(next_terms(OPERAND_ARGS, part[s], step), to + (s * rounds + i) * LINE + j);
      }
    }
  }
  for (int k = 0; k < OPERANDS; k++) at[k] = part[STREAMS - 1][k];
  to += STREAMS * rounds * LINE;
  for (ulong i = STREAMS * rounds; i < lines; i++) {
    #pragma unroll
    for (int j = 0; j < LINE; j += VEC) {
      stream_terms(term_v(OPERAND_ARGS, at, step), to + j);
      for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * step[k];
    }
    to += LINE;
  }
  place->at = to;
  left -= lines * (LINE / PARTS);
  for (; left >= SPAN; left -= SPAN) {
    GATHER_TERMS(term_v(OPERAND_ARGS, at, step), gathered + place->to);
    place->to += VEC;
    for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * step[k];
  }
#endif
  for (; left > 0; left--) {
    const TERM_1 term = term_1(OPERAND_ARGS, at);
    STORE_TERM(term, gathered + place->to);
    for (int k = 0; k < OPERANDS; k++) at[k] += step[k];
    place->to += PARTS;
    if (place->to == LINE) end_line(line, place);
  }
}
#endif

#if WALK == WALK_ROWS
#include "map/abreast.cl"

// All results of a worker that takes ABREAST rows at once.
inline void store_strips(OPERAND_PARAMS, NEST_SPACE const Nest* nest, const INDEX* step, const ulong rows,
                         const ulong chunk, const ulong worker, const ulong workers,
                         __global STORED* out) {
  const int inner = (int)nest->kept - 1, outer = inner - 1;
  const ulong width = (ulong)nest->kept_extent[inner], height = (ulong)nest->kept_extent[outer];
  const ulong chunks = (width + chunk - 1) / chunk, strips = (height + ABREAST - 1) / ABREAST;
  const ulong pitch = (ulong)nest->out_stride[outer] * PARTS;
  INDEX across[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) across[k] = (INDEX)nest->kept_stride[k][outer];
  const ulong units = rows / height * strips * chunks, share = units / workers, more = units % workers;
  const ulong first = worker * share + min(worker, more);
  const ulong end = first + share + (worker < more ? 1 : 0);
  for (ulong unit = first; unit < end; unit++) {
    const ulong strip = unit / chunks, box = strip / strips;
    const ulong row = (strip - box * strips) * ABREAST, begin = (unit - strip * chunks) * chunk;
    const ulong length = min(chunk, width - begin);
    INDEX at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) at[k] = (INDEX)nest->offset[k];
    go_kept(nest, outer, box, at);
    for (int k = 0; k < OPERANDS; k++) at[k] += (INDEX)row * across[k] + (INDEX)begin * step[k];
    __global STORED* to = out + (out_at(nest, outer, box) + begin) * PARTS + row * pitch;
    if (height - row >= ABREAST && by_pieces(to, pitch)) {
      store_abreast(OPERAND_ARGS, at, step, across, length, to, pitch);
      continue;
    }
    for (ulong i = row; i < min(row + ABREAST, height); i++) {
      store_row(OPERAND_ARGS, at, step, length, false, to);
      for (int k = 0; k < OPERANDS; k++) at[k] += across[k];
      to += pitch;
    }
  }
}
#endif

VECTOR_KERNEL
void elementwise(OPERAND_PARAMS, NEST_PARAM, const ulong rows, const ulong chunk,
                 __global STORED* restrict out) {
  NEST_POINTER
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong chunks = (width + chunk - 1) / chunk, units = rows * chunks;
#define KEPT_STEP(k) (INDEX)nest->kept_stride[k][inner]
  const INDEX step[OPERANDS] = INNER_STEPS(KEPT_STEP);
#if GROUP_TREE
  const ulong lane = get_local_id(0), lanes = get_local_size(0);
  const ulong group = get_group_id(0), groups = get_num_groups(0);
  for (ulong unit = group; unit < units; unit += groups) {
    const ulong row = unit / chunks, begin = (unit - row * chunks) * chunk;
    Turn turn;
    begin_turn(nest, inner, row, &turn);
    for (int k = 0; k < OPERANDS; k++) turn.at[k] += (INDEX)begin * step[k];
    store_shared(OPERAND_ARGS, turn.at, step, min(chunk, width - begin),
                 out + (turn.out + begin) * PARTS, lane, lanes);
  }
#else
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  #if WALK == WALK_ROWS
  store_strips(OPERAND_ARGS, nest, step, rows, chunk, worker, workers, out);
  #else
  const ulong share = units / workers, more = units % workers;
  const ulong first = worker * share + min(worker, more);
  const ulong count = share + (worker < more ? 1 : 0);
  Turn turn;
  begin_turn(nest, inner, first / chunks, &turn);
  ulong part = first % chunks;
  #if STREAM
  const bool streams = is_aligned(out, PARTS * STORED_BYTES);
  Line line;
  Place place;
  place.at = 0;
  place.from = place.to = 0;
  #endif
  for (ulong unit = 0; unit < count; unit++) {
    const ulong begin = part * chunk, length = min(chunk, width - begin);
    INDEX at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) at[k] = turn.at[k] + (INDEX)begin * step[k];
    __global STORED* const to = out + (turn.out + begin) * PARTS;
  #if STREAM
    if (streams) {
      if (to != place.at + place.to) {
        store_line(&line, place.at, place.from, place.to);
        place.from = place.to = in_line(to);
        place.at = to - place.to;
      }
      stream_row(OPERAND_ARGS, at, step, length, WALK == WALK_PARTS, &line, &place);
    } else
  #endif
    store_row(OPERAND_ARGS, at, step, length, WALK == WALK_PARTS, to);
    if (++part == chunks) {
      part = 0;
      next_turn(nest, inner, &turn);
    }
  }
  #if STREAM
  store_line(&line, place.at, place.from, place.to);
  #endif
  #endif
#endif
}
