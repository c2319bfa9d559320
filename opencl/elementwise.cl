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
// work-items, chunk.
#include "nest.cl"
#include "stream.cl"

#ifndef GROUP_TREE
  #define GROUP_TREE 0
#endif

// A work-item walks through parts of a row side by side: that many streams hide more of the memory's
// latency than one does. Nearer to each other than a page they would be slower than one (0.75).
#define STREAMS 4
#define LEAST_PART 4096  // bytes
#define SOON (1024 / (VEC * REAL_BYTES))  // vectors between a touch and a load

// Turns that go through STREAMS parts of a row of `count` pieces of so many bytes; the rest is left.
inline ulong rounds_of(const ulong count, const int bytes) {
  return count * bytes >= STREAMS * LEAST_PART ? count / STREAMS : 0;
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

// Stores `length` neighbours, of which this is worker `lane` of `lanes`.
inline void store_row(OPERAND_PARAMS, const INDEX* from, const INDEX* given, const ulong length,
                      __global STORED* to, const ulong lane, const ulong lanes) {
  const INDEX step[OPERANDS] = INNER_STEPS(GIVEN_STEP);
  const ulong vectors = length / SPAN;
  const ulong rounds = lanes == 1 ? rounds_of(vectors, VECTOR_BYTES) : 0;
  INDEX part[STREAMS][OPERANDS], at[OPERANDS];
  begin_parts(part, from, step, rounds * SPAN);
  for (ulong i = 0; i < rounds; i++) {
    #pragma unroll
    for (int s = 0; s < STREAMS; s++) {
      touch_soon(OPERAND_ARGS, part[s], step);
      STORE_TERMS(next_terms(OPERAND_ARGS, part[s], step), to + (s * rounds + i) * VEC);
    }
  }
  const ulong done = STREAMS * rounds;
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)(done + lane) * SPAN * step[k];
  for (ulong i = done + lane; i < vectors; i += lanes) {
    STORE_TERMS(term_v(OPERAND_ARGS, at, step), to + i * VEC);
    for (int k = 0; k < OPERANDS; k++) at[k] += (INDEX)lanes * SPAN * step[k];
  }
  if (lanes == 1 && vectors > 0) {  // the last vector is moved back so that it is whole
    if (vectors * SPAN == length) return;
    for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)(length - SPAN) * step[k];
    STORE_TERMS(term_v(OPERAND_ARGS, at, step), to + (length - SPAN) * PARTS);
    return;
  }
  for (ulong i = vectors * SPAN + lane; i < length; i += lanes) {
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
                       Line* line, Place* place) {
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
  const ulong rounds = rounds_of(lines, LINE_BYTES);
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
    store_row(OPERAND_ARGS, turn.at, step, min(chunk, width - begin),
              out + (turn.out + begin) * PARTS, lane, lanes);
  }
#else
  const ulong worker = get_global_id(0), workers = get_global_size(0);
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
      stream_row(OPERAND_ARGS, at, step, length, &line, &place);
    } else
  #endif
    store_row(OPERAND_ARGS, at, step, length, to, 0, 1);
    if (++part == chunks) {
      part = 0;
      next_turn(nest, inner, &turn);
    }
  }
  #if STREAM
  store_line(&line, place.at, place.from, place.to);
  #endif
#endif
}
