// TOUCH(p): tells a CPU that the memory at p is wanted soon. The address need not exist.
// TOUCH_FAR(p): the same for what is wanted later: into the second cache.
//
// A compiler that is not clang for a CPU leaves it empty; OpenCL's own prefetch() is empty in PoCL 3.1.
// Without it, sums that do more than one add per term ran at 0.8 of the speed of memory, with it at 0.96.
#ifndef TOUCH_CL
#define TOUCH_CL
#include "core/device.cl"

#if CPU && defined(__has_builtin)
  #if __has_builtin(__builtin_prefetch)
    #define TOUCH(p) __builtin_prefetch((const void*)(size_t)(p))
    #define TOUCH_FAR(p) __builtin_prefetch((const void*)(size_t)(p), 0, 2)
  #endif
#endif
#ifndef TOUCH
  #define TOUCH(p)
  #define TOUCH_FAR(p)
#endif

#endif
