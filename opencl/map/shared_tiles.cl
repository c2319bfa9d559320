// As tiles.cl, for work-groups: squares of TILE by TILE terms, of which operands that are contiguous
// across the rows go through local memory. Neighbouring work-items read neighbours of every operand and
// store neighbouring results, which is what GPUs join into whole lines.
//
// Unit     a square. A work-group takes units in turn; all its work-items meet at each barrier.
// Local    TILE rows of TILE + 1 terms for each such operand: with rows of TILE a column would lie in
//          one memory bank, and its readers would wait for each other.
// Ids      are read once, before any loop: PoCL 3.1 miscompiles barriers otherwise (pocl issue 1390).
// Empty    never launched without elements.
//
// Set by the host: the term (term.cl), INDEX. Tuned: TILE, work-group size, work-groups.
// Source   G. Ruetsch, P. Micikevicius, Optimizing matrix transpose in CUDA, 2009.
#include "core/nest.cl"
#include "core/stream.cl"

__kernel void shared_tiles(OPERAND_PARAMS, NEST_PARAM, const ulong boxes,
                           __global STORED* restrict out) {
  NEST_POINTER
  __local Staged staged;
  const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);
  const ulong group = get_group_id(0), groups = get_num_groups(0);
  const int inner = (int)nest->kept - 1, outer = inner - 1;
  const ulong width = (ulong)nest->kept_extent[inner], height = (ulong)nest->kept_extent[outer];
  const ulong in_row = (width + TILE - 1) / TILE, in_column = (height + TILE - 1) / TILE;
  const ulong pitch = (ulong)nest->out_stride[outer] * PARTS;
  INDEX step[OPERANDS], across[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    across[k] = (INDEX)nest->kept_stride[k][outer];
  }

  for (ulong unit = group; unit < boxes * in_row * in_column; unit += groups) {
    const ulong strip = unit / in_row, box = strip / in_column;
    const ulong first_row = (strip - box * in_column) * TILE;
    const ulong first_column = (unit - strip * in_row) * TILE;
    const uint rows = (uint)min((ulong)TILE, height - first_row);
    const uint columns = (uint)min((ulong)TILE, width - first_column);
    INDEX from[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) from[k] = (INDEX)nest->offset[k];
    go_kept(nest, outer, box, from);
    for (int k = 0; k < OPERANDS; k++) {
      from[k] += (INDEX)first_row * across[k] + (INDEX)first_column * step[k];
    }
    for (uint i = lid; i < TILE * TILE; i += size) {
      const uint row = i % TILE, column = i / TILE;
      if (row < rows && column < columns) {
        stage(OPERAND_ARGS, &staged, from, step, across, row, column);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    __global STORED* const to =
        out + (out_at(nest, outer, box) + first_column) * PARTS + first_row * pitch;
    for (uint i = lid; i < TILE * TILE; i += size) {
      const uint row = i / TILE, column = i % TILE;
      if (row < rows && column < columns) {
        const TERM_1 term = term_staged(OPERAND_ARGS, &staged, from, step, across, row, column);
        STORE_TERM(term, to + row * pitch + column * PARTS);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next square takes the place of this one
  }
}
