// STORE_WHOLE(v, p, T): stores a vector of VEC by one store, where the device has one for that address. (A GPU
// stores the lanes one by one unless it is told that p is at a multiple of the vector's size.)
// STORE_PAST(v, p, T): stores a vector of VEC that nobody reads soon past the caches, where the compiler can
// and p is at a multiple of its size (elsewhere such a store kills the process); else as STORE.
#ifndef PAST_CL
#define PAST_CL
#include "core/term.cl"

#if defined(__has_builtin)
  #if __has_builtin(__builtin_nontemporal_store)
    #define NONTEMPORAL 1
  #endif
#endif
#if CPU
  #define STORE_WHOLE(v, p, T) STORE(v, p)
#else
  #define STORE_WHOLE(v, p, T)                     \
    {                                              \
      if (((size_t)(p) & (sizeof(T) - 1)) == 0) {  \
        *(__global T*)(p) = (v);                   \
      } else {                                     \
        STORE(v, p);                               \
      }                                            \
    }
#endif
#ifdef NONTEMPORAL
  #define STORE_PAST(v, p, T)                                                      \
    {                                                                          \
      if (((size_t)(p) & (sizeof(T) - 1)) == 0) {                              \
        __builtin_nontemporal_store(v, (__global T*)(p));                      \
      } else {                                                                 \
        STORE(v, p);                                                           \
      }                                                                        \
    }
#else
  #define STORE_PAST(v, p, T) STORE_WHOLE(v, p, T)
#endif

#endif
