// STORE_PAST(v, p): stores a vector of VEC that nobody reads soon past the caches, where the compiler can
// and p is at a multiple of its size (elsewhere such a store kills the process); else as STORE.
#ifndef PAST_CL
#define PAST_CL
#include "term.cl"

#if defined(__has_builtin)
  #if __has_builtin(__builtin_nontemporal_store)
    #define NONTEMPORAL 1
  #endif
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
  #define STORE_PAST(v, p, T) STORE(v, p)
#endif

#endif
