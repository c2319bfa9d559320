// How terms add up: the one interface of three accumulators. A reduction kernel knows no more of
// them than this.
//
// Lanes                    VEC independent sums in registers
//   lanes_clear, lanes_add   add a vector of terms, lane by lane
//   lanes_flagged            whether an add since the last look lost something: then restore the
//                            older copy and add again, by lanes_add_again where there is LANES_RETRY
//                            and else, or where that is flagged too, by total_add
//   LANE_TURNS               most adds a lane between two looks
//   lanes_to_totals          adds lane l to totals[l % n]
// Total                    one sum, with a slot of RECORD_WORDS words of global memory behind it
//   total_clear, total_add, total_merge
//   total_load               adds the total that a record holds
//   total_store              writes it as a record
//   total_finish             writes it, divided by `divisor` if that is not 0, as the result
// SLOT(slots, i)           slot i; a work-item has one for each of its totals
//
// Set by the host: ACCUMULATOR.
#ifndef ACCUMULATE_CL
#define ACCUMULATE_CL
#include "term.cl"
#include "exact.cl"

#define PLAIN 0    // REAL adds in a fixed tree: --accuracy fast
#define EXACT 1    // the exact sum of float terms, rounded once
#define INTEGER 2  // the exact sum of integer terms in 128 bits

#ifndef ACCUMULATOR
  #define ACCUMULATOR EXACT
#endif

#if ACCUMULATOR == EXACT
  #include "accumulate_exact.cl"
#elif ACCUMULATOR == INTEGER
  #include "accumulate_integer.cl"
#else
  #include "accumulate_plain.cl"
#endif

#ifndef LANES_RETRY
  #define LANES_RETRY 0
#endif

#endif
