// How terms add up: the one interface of all accumulators. A reduction kernel knows no more of
// them than this.
//
// Block                    VEC sums in registers, of at most LANE_TURNS vectors of terms
//   block_start              once, before the first block
//   block_clear              begins a block; block_end does too
//   block_add                adds a vector of terms, lane by lane
//   block_end                adds the block to sums. True: the block lost something, the sums are as
//                            they were, and add_again must add the same terms
//   block_guess              suits a block that has just been started to its first terms
//   BLOCKS_WAIT              1 where the terms of a block that lost something may be added again after other
//                            blocks; then it is started anew
//   fold                     where there is BLOCKS_FOLD: adds terms of a block that lost something, as
//                            FOLD_TERMs, which FOLD_TERM_OF makes of them; says whether a total was used
//   block_result             where there is BLOCK_RESULT: the block alone as VEC results, if they can be
//                            told from it; says whether
// Sums                     VEC sums of blocks
//   sums_clear
//   sums_join                adds other sums if that loses nothing, and says whether
//   sums_to_totals           adds lane l to totals[l % n]
//   sums_result              where there is SUMS_RESULT: VEC results, if that loses nothing; says whether
//   sums_words               where there is SUMS_RECORDS: the first two words of their VEC records, which
//                            end with two words of 0
// Total                    one sum, with a slot of global memory behind it
//   total_clear, total_add, total_merge
//   total_join               merges another one without either slot, and notes if that loses something
//   total_is_lost            whether it has: then the total is worth nothing
//   total_shuffle_down       where there are SUB_GROUPS: that of the work-item `reach` further on in the
//                            sub-group; undefined if there is none
//   total_load               adds the total that a record of RECORD_WORDS words holds
//   total_store              writes it as a record
//   total_finish             writes it, divided by `divisor` if that is not 0, as the result
// Terms of PARTS REALs have PARTS totals; who takes terms whole (TERM_ADD, PART_FINISH) uses the first of these for
// both parts, and leaves the other empty.
//   term_add                 adds a term to its totals
//   part_finish              one part of the result
// TERM_NOTHING             a vector of terms that change nothing
// SLOT(slots, i)           slot i; a work-item has one for each of its totals
//
// Set by the host: ACCUMULATOR.
#ifndef ACCUMULATE_CL
#define ACCUMULATE_CL
#ifndef SUB_GROUPS
  #define SUB_GROUPS 0
#endif
#include "core/term.cl"
#include "accumulate/exact.cl"
#include "core/half.cl"
#include "core/across.cl"

#define PLAIN 0    // REAL adds in a fixed tree: --accuracy fast
#define EXACT 1    // the exact sum of float terms, rounded once
#define INTEGER 2  // the exact sum of integer terms in 128 bits
#define MAXIMUM 3  // the largest term
#define MINIMUM 4  // the smallest term

#ifndef ACCUMULATOR
  #define ACCUMULATOR EXACT
#endif

#if ACCUMULATOR == EXACT
  #include "accumulate/accumulate_exact.cl"
#elif ACCUMULATOR == INTEGER
  #include "accumulate/accumulate_integer.cl"
#elif ACCUMULATOR == MAXIMUM || ACCUMULATOR == MINIMUM
  #include "accumulate/accumulate_extremum.cl"
#else
  #include "accumulate/accumulate_plain.cl"
#endif

#ifndef SUMS_RESULT
  #define SUMS_RESULT 0
#endif
#ifndef BLOCK_RESULT
  #define BLOCK_RESULT 0
#endif
#ifndef SUMS_RECORDS
  #define SUMS_RECORDS 0
#endif
#ifndef BLOCKS_FOLD
  #define BLOCKS_FOLD 0
#endif
#ifndef BLOCKS_WAIT
  #define BLOCKS_WAIT 0
#endif
#ifndef TERM_NOTHING
  #define TERM_NOTHING ((REALV)(0))
#endif
#ifndef TERM_ADD
#if PARTS == 1
  #define term_add(totals, slots, term) total_add(totals, slots, term)
#else
inline void term_add(Total* totals, __global ulong* slots, const TERM_1 term) {
  total_add(&totals[0], slots, term.x);
  total_add(&totals[1], SLOT(slots, 1), term.y);
}
#endif
#endif
#ifndef PART_FINISH
inline RESULT_BITS part_finish(Total* totals, const int part, __global ulong* slots, const ulong divisor,
                               __global uint* status) {
  return total_finish(&totals[part], SLOT(slots, part), divisor, status);
}
#endif
#ifndef BLOCKS_GUESS
inline void block_guess(Block* block, const REALV* terms, const int count) {}
#endif

#endif
