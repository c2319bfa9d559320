// One result for each element of a nest of kept axes: elementwise, outer, and general nests.
//
// Unit     up to `chunk` neighbours along the inner axis, along which the result is contiguous. Unit
//          u is chunk u % chunks of row u / chunks. A work-item takes units in turn; no barrier.
// Operands any strides; stride 0 is broadcasting. Nothing is tiled.
// Empty    never launched without elements.
//
// Set by the host: the term (term.cl), INDEX. Tuned: VEC, work-group size, work-items, chunk.
#include "nest.cl"

#if TERM_HALF
  #define STORED half
  #if VEC == 1
    #define STORE_TERMS(v, p) vstore_half_rte(v, 0, p)
  #else
    #define STORE_TERMS(v, p) CAT(CAT(vstore_half, VEC), _rte)(v, 0, p)
  #endif
  #define STORE_REAL(x, p) vstore_half_rte(x, 0, p)
#else
  #define STORED REAL
  #define STORE_TERMS(v, p) STORE(v, p)
  #define STORE_REAL(x, p) *(p) = (x)
#endif

__kernel void elementwise(OPERAND_PARAMS, NEST_PARAM, const ulong rows, const ulong chunk,
                          __global STORED* restrict out) {
  NEST_POINTER
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong chunks = (width + chunk - 1) / chunk;
  INDEX step[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    hop[k] = step[k] * SPAN;
  }

  for (ulong unit = worker; unit < rows * chunks; unit += workers) {
    const ulong row = unit / chunks;
    const ulong begin = (unit - row * chunks) * chunk;
    const ulong length = min(chunk, width - begin);
    INDEX at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) at[k] = (INDEX)nest->offset[k] + (INDEX)begin * step[k];
    go_kept(nest, inner, row, at);
    __global STORED* to = out + (out_at(nest, inner, row) + begin) * PARTS;

    const ulong vectors = length / SPAN;
    for (ulong i = 0; i < vectors; i++) {
      STORE_TERMS(term_v(OPERAND_ARGS, at, step), to);
      to += VEC;
      for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
    }
    for (ulong i = vectors * SPAN; i < length; i++) {
      const TERM_1 term = term_1(OPERAND_ARGS, at);
#if PARTS == 1
      STORE_REAL(term, to);
#else
      to[0] = term.x;
      to[1] = term.y;
#endif
      to += PARTS;
      for (int k = 0; k < OPERANDS; k++) at[k] += step[k];
    }
  }
}
