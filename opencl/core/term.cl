// The term of a nest: what is added up or stored, from one element of each operand.
//
// Set by the host: TERM_GIVEN with the macros and functions below; the defaults are one float32
// operand. A term is REAL (PARTS == 1) or complex, as PARTS == 2 neighbouring REALs.
//
// OPERANDS        number of operands
// OPERAND_PARAMS  kernel parameters x0, x1, ...          OPERAND_ARGS  the same as arguments
// term_v          terms of SPAN neighbours along the inner axis; operand k's first element is at[k]
//                 and the next ones are step[k] apart. Of outputs that are runs (reduce_runs.cl) the next ones are
//                 neighbours up to the end of the run, step[k] is what each break skips, and step[OPERANDS] how
//                 many lanes the first run has
// term_1          one term, of type TERM_1: REAL, or two of them
// INNER_STEPS(s)  initial values of step[]: constants, or s(k) for operand k; for elementwise.cl and
//                 tiles.cl
// tile_terms      terms of SPAN rows of SPAN neighbours, rows across[k] apart; for tiles.cl
// Staged          local memory for TILE by TILE elements of some operands; for shared_tiles.cl
// stage             puts the elements of these at (row, column) there
// term_staged       the term at (row, column), of these and of the other operands' elements
// Repeated        vectors of operands that have the same elements in every row of ROW terms; for
//                 short_rows.cl
// repeat            loads them from the row at at[]
// row_terms         the ROW vectors of terms of SPAN rows, rows across[k] apart
// touch_rows        tells that row_terms will load those at at[] soon, where they are neighbours in memory
// touch           tells that term_v will load the neighbours at at[] soon, where they are neighbours in
//                 memory
// touch_far       the same, later
// touch_lane      the same of one of them, where they are not
// term_few          for LENGTH terms an output: as term_v, the i-th ones of SPAN outputs whose first ones
//                 are at at[]; operand k's terms of an output are hop[k] apart. i is known when compiled
// touch_few         tells that term_few will load the i-th ones of those at at[] soon
#ifndef TERM_CL
#define TERM_CL
#include "core/touch.cl"

#pragma OPENCL FP_CONTRACT OFF
#if defined(cl_khr_fp64)
  #pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#ifndef VEC
  #define VEC 8  // REALs per load: 1, 2, 4, 8 or 16, at least PARTS
#endif
#ifndef INDEX
  #define INDEX ulong  // unsigned type that holds every element index: uint or ulong
#endif
#ifndef DIMS
  #define DIMS 12  // most kept and most reduced axes of a nest
#endif

#ifndef LENGTH
  #define LENGTH 2  // terms of an output where these are few and their number is known; else 0
#endif

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)

// A vector of VEC Ts, which is a plain T where VEC is 1.
#if VEC == 1
  #define V(T) T
  #define STORE(v, p) *(p) = (v)
#else
  #define V(T) CAT(T, VEC)
  #define STORE(v, p) CAT(vstore, VEC)(v, 0, p)
#endif

#ifndef TERM_GIVEN
  #define PARTS 1
  #define REAL float
  #define REAL_BYTES 4
  #define TERM_HALF 0      // a float16 term: a float in registers, 2 bytes in memory
  #define TERM_UNSIGNED 0  // an unsigned integer or truth value
  #define OPERANDS 1
  #define OPERAND_PARAMS __global const float* x0
  #define OPERAND_ARGS x0
  #define TERM_1 float
inline V(float) term_v(OPERAND_PARAMS, const INDEX* at, const INDEX* step) {
  V(float) term;
  float* lane = (float*)&term;
  for (int i = 0; i < VEC; i++) lane[i] = x0[at[0] + i * step[0]];
  return term;
}
inline float term_1(OPERAND_PARAMS, const INDEX* at) { return x0[at[0]]; }
inline void touch(OPERAND_PARAMS, const INDEX* at) { TOUCH(x0 + at[0]); }
inline void touch_far(OPERAND_PARAMS, const INDEX* at) { TOUCH_FAR(x0 + at[0]); }
inline void touch_lane(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX lane) {
  TOUCH(x0 + at[0] + lane * step[0]);
}
  #define INNER_STEPS(stride) {stride(0)}
inline void tile_terms(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX* across,
                       V(float)* terms) {
  for (int i = 0; i < VEC; i++) {
    const INDEX row[1] = {at[0] + i * across[0]};
    terms[i] = term_v(OPERAND_ARGS, row, step);
  }
}
  #define TILE 32
typedef struct {
  float s0[TILE * (TILE + 1)];
} Staged;
inline void stage(OPERAND_PARAMS, __local Staged* staged, const INDEX* from, const INDEX* step,
                  const INDEX* across, const uint row, const uint column) {
  staged->s0[row * (TILE + 1) + column] = x0[from[0] + row * across[0] + column * step[0]];
}
inline float term_staged(OPERAND_PARAMS, __local const Staged* staged, const INDEX* from,
                         const INDEX* step, const INDEX* across, const uint row,
                         const uint column) {
  return staged->s0[row * (TILE + 1) + column];
}
  #ifndef ROW
    #define ROW 2
  #endif
typedef struct {
  int none;
} Repeated;
inline void repeat(OPERAND_PARAMS, const INDEX* at, const INDEX* step, Repeated* to) {
  to->none = 0;
}
inline void row_terms(OPERAND_PARAMS, const Repeated* repeated, const INDEX* at, const INDEX* step,
                      const INDEX* across, V(float)* terms) {
  float* lane = (float*)terms;
  for (int i = 0; i < ROW * VEC; i++) {
    lane[i] = x0[at[0] + i / ROW * across[0] + i % ROW * step[0]];
  }
}
inline void touch_rows(OPERAND_PARAMS, const INDEX* at) { TOUCH(x0 + at[0]); }
inline V(float) term_few(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX* hop,
                       const int i) {
  INDEX to[OPERANDS];
  to[0] = at[0] + i * hop[0];
  return term_v(x0, to, step);
}
inline void touch_few(OPERAND_PARAMS, const INDEX* at, const INDEX* hop, const int i) {
  TOUCH(x0 + at[0] + i * hop[0]);
}
#endif

#define REALV V(REAL)

// A kernel that makes vectors by itself. Intel's CPU driver would also put many work-items in one
// vector, each with private memory of its own: panels of column sums overflowed the stack of the
// thread (1 MiB in Java) and killed the process, after seconds of compiling.
#define VECTOR_KERNEL __kernel __attribute__((vec_type_hint(REALV)))
#define SPAN (VEC / PARTS)  // terms in one vector

#endif
