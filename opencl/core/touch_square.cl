// TOUCH_SQUARE(p): TOUCH for squares that are turned in registers: into the second cache where they add up (TURNS), or
// where their rows are stored past the caches.
//
// Their rows lie in as many pages, of which a processor foresees nothing, and it waits for few lines of its first cache
// at a time; stores past the caches take their places. (An AMD EPYC, float32, C times F: 8192 by 8192 24.5 GB/s
// instead of 19, 16384 by 16384 23.6 instead of 15; where rows are stored plainly, 16 instead of 19. Sums of such
// products, float64 22.8 instead of 17.9, float32 19.5 instead of 16.0.)
//
// Short rows (NEAR, set by the host), of which the next ones follow at once, are touched further ahead. (Rows of 40
// float32 25 GB/s instead of 20, others the same.)
#ifndef TOUCH_SQUARE_CL
#define TOUCH_SQUARE_CL
#include "core/touch.cl"

#if NEAR
  #define TOUCH_SQUARE(p) TOUCH((__global const uchar*)(p) + 4096)
#elif TURNS || STREAM && VEC * REAL_BYTES >= 64
  #define TOUCH_SQUARE(p) TOUCH_FAR(p)
#else
  #define TOUCH_SQUARE(p) TOUCH(p)
#endif

#endif
