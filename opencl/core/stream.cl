// How results are stored: to any address, or by aligned vectors past the caches. STORE_TERMS stores
// a vector, GATHER_TERMS one in private memory, STORE_TERM one term in either.
//
// A CPU that stores a part of a line reads the line first; whole lines past its caches it need not
// read. Such a store kills the process unless it is aligned to its own size.
//
// Set by the host: TERM_HALF, REAL, STREAM (1: past the caches, where the compiler can). Tuned:
// VEC.
#ifndef STREAM_CL
#define STREAM_CL
#include "core/half.cl"
#include "core/past.cl"

#ifndef STREAM
  #define STREAM 0
#endif

#if TERM_HALF
  #define STORED half
  #define STORED_BYTES 2
  #define STORE_TERMS(v, p) STORE(half_bits(v), (__global ushort*)(p))
  #define GATHER_TERMS(v, p) STORE(half_bits(v), (ushort*)(p))
  #define STORE_REAL(x, p) vstore_half_rte(x, 0, p)
#else
  #define STORED REAL
  #define STORED_BYTES REAL_BYTES
  #define STORE_TERMS(v, p) STORE(v, p)
  #define GATHER_TERMS(v, p) STORE(v, p)
  #define STORE_REAL(x, p) *(p) = (x)
#endif
#if PARTS == 1
  #define STORE_TERM(term, p) STORE_REAL(term, p)
#else
  #define STORE_TERM(term, p) (p)[0] = (term).x, (p)[1] = (term).y
#endif

#if STREAM && defined(NONTEMPORAL)
  #define PAST_CACHES(v, p) __builtin_nontemporal_store(v, p)
#else
  #define PAST_CACHES(v, p) *(p) = (v)
#endif

// The bits of one STORED.
#if STORED_BYTES == 1
typedef uchar Bits;
#elif STORED_BYTES == 2
typedef ushort Bits;
#elif STORED_BYTES == 4
typedef uint Bits;
#else
typedef ulong Bits;
#endif

typedef ulong8 Line;
#define LINE_BYTES 64
#define LINE (LINE_BYTES / STORED_BYTES)  // STOREDs in a line
#define VECTOR_BYTES (VEC * STORED_BYTES)

// Stores a vector at a multiple of its size.
inline void stream_terms(const REALV v, __global STORED* p) {
#if TERM_HALF
  PAST_CACHES(half_bits(v), (__global V(ushort)*)p);
#else
  PAST_CACHES(v, (__global REALV*)p);
#endif
}

// Whether p is at a multiple of so many bytes.
inline bool is_aligned(__global const STORED* p, const int bytes) { return (size_t)p % bytes == 0; }

// STOREDs from the beginning of p's line to p.
inline int in_line(__global const STORED* p) { return (int)((size_t)p / STORED_BYTES % LINE); }

// Stores [from, to) of a line; the rest of it is not ours.
inline void store_line(const Line* line, __global STORED* at, const int from, const int to) {
  if (from == 0 && to == LINE) {
    PAST_CACHES(*line, (__global Line*)at);
  } else {
    for (int i = from; i < to; i++) ((__global Bits*)at)[i] = ((const Bits*)line)[i];
  }
}

#endif
