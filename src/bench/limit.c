// The memory limits of this computer's processors: what `foldcast bench` is checked against.
//
//   cc -O3 -march=native -pthread limit.c -o limit
//   ./limit [MIB] [SECONDS]      read, copy and fill in GB/s: medians, rounds of all three
//   ./limit MIB -                answers each line on stdin, one of NAMES, with the GB/s of one
//                                run, for programs that time something else between two runs
//
// One thread for each core; the threads take pieces of the arrays in turn, so that a core that is
// busy with something else holds up nobody. A piece is walked through in four streams side by side,
// and loads are announced 1 KiB ahead: this reads and copies 1.1 to 1.3 times as fast as one stream
// does. Loads go into eight accumulators. Stores are of both kinds, non-temporal ones, which pass the caches by, and ordinary ones; the limit is the faster.
// A copy counts what it reads and what it writes. Pages are ordinary ones, touched before.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __SSE2__
  #include <immintrin.h>
#endif

#if defined(__AVX512F__)
  #define ISA "AVX-512"
  typedef __m512i Vector;
  #define LOAD(p) _mm512_load_si512(p)
  #define STREAM(p, v) _mm512_stream_si512(p, v)
  #define STORE(p, v) _mm512_store_si512(p, v)
  #define ADD(a, b) _mm512_add_epi32(a, b)
  #define SET(x) _mm512_set1_epi32(x)
#elif defined(__AVX2__)
  #define ISA "AVX2"
  typedef __m256i Vector;
  #define LOAD(p) _mm256_load_si256(p)
  #define STREAM(p, v) _mm256_stream_si256(p, v)
  #define STORE(p, v) _mm256_store_si256(p, v)
  #define ADD(a, b) _mm256_add_epi32(a, b)
  #define SET(x) _mm256_set1_epi32(x)
#elif defined(__SSE2__)
  #define ISA "SSE2"
  typedef __m128i Vector;
  #define LOAD(p) _mm_load_si128(p)
  #define STREAM(p, v) _mm_stream_si128(p, v)
  #define STORE(p, v) _mm_store_si128(p, v)
  #define ADD(a, b) _mm_add_epi32(a, b)
  #define SET(x) _mm_set1_epi32(x)
#else
  #define ISA "vectors of 16 bytes, ordinary stores"
  typedef uint32_t Vector __attribute__((vector_size(16)));
  #define LOAD(p) (*(p))
  #define STREAM(p, v) (*(p) = (v))
  #define STORE(p, v) (*(p) = (v))
  #define ADD(a, b) ((a) + (b))
  #define SET(x) ((Vector){x, x, x, x})
#endif
#ifdef __SSE2__
  #define FENCE() _mm_sfence()
#else
  #define FENCE() ((void)0)
#endif
#define LANES (sizeof(Vector) / 4)
#define STEP 8 // vectors in one turn of a loop
#define STREAMS 4 // parts of a piece that are walked through side by side
#define PIECE ((2 << 20) / sizeof(Vector)) // vectors that a thread takes at once
#define SOON(p) __builtin_prefetch((const char *)(p) + 1024)

// For each q, in a part of vectors [0, count) of which STREAMS go on side by side.
#define EACH_STEP(q, count)                                                                  \
  for (size_t turns = (count) / STEP, rounds = turns / STREAMS, t = 0, q; t < turns; t++)    \
    if (q = STEP * (t < STREAMS * rounds ? t % STREAMS * rounds + t / STREAMS : t), 1)

enum { READ, COPY, FILL, PLAIN_COPY, PLAIN_FILL, EXIT, KINDS = EXIT };
static const char *const NAMES[] = {"read", "copy", "fill", "plain-copy", "plain-fill"};

static Vector *from, *to;
static size_t vectors; // in each array, a multiple of STEP
static size_t next;    // the first that nobody has taken
static int threads, kind;
static pthread_barrier_t begin, end;
static uint32_t total;

static uint32_t read_part(const Vector *p, size_t count) {
  Vector a[STEP];
  for (int k = 0; k < STEP; k++) a[k] = SET(0);
  EACH_STEP(i, count) {
    for (int k = 0; k < STEP; k++) {
      SOON(p + i + k);
      a[k] = ADD(a[k], LOAD(p + i + k));
    }
  }
  for (int k = 1; k < STEP; k++) a[0] = ADD(a[0], a[k]);
  uint32_t lanes[LANES], sum = 0;
  memcpy(lanes, a, sizeof lanes);
  for (size_t l = 0; l < LANES; l++) sum += lanes[l];
  return sum;
}

static void plain_copy_part(Vector *q, const Vector *p, size_t count) {
  EACH_STEP(i, count) {
    for (int k = 0; k < STEP; k++) {
      SOON(p + i + k);
      STORE(q + i + k, LOAD(p + i + k));
    }
    __asm__ volatile("" ::: "memory"); // or the compiler calls memcpy
  }
}

static void plain_fill_part(Vector *q, size_t count, Vector value) {
  EACH_STEP(i, count) {
    for (int k = 0; k < STEP; k++) STORE(q + i + k, value);
    __asm__ volatile("" ::: "memory"); // or the compiler calls memset
  }
}

static void copy_part(Vector *q, const Vector *p, size_t count) {
  EACH_STEP(i, count) {
    for (int k = 0; k < STEP; k++) {
      SOON(p + i + k);
      STREAM(q + i + k, LOAD(p + i + k));
    }
  }
  FENCE();
}

static void fill_part(Vector *q, size_t count, Vector value) {
  EACH_STEP(i, count) {
    for (int k = 0; k < STEP; k++) STREAM(q + i + k, value);
  }
  FENCE();
}

static void *work(void *unused) {
  for (;;) {
    pthread_barrier_wait(&begin);
    if (kind == EXIT) return unused;
    uint32_t sum = 0;
    size_t a;
    while ((a = __atomic_fetch_add(&next, PIECE, __ATOMIC_RELAXED)) < vectors) {
      const size_t n = vectors - a < PIECE ? vectors - a : PIECE;
      switch (kind) {
        case READ: sum += read_part(from + a, n); break;
        case COPY: copy_part(to + a, from + a, n); break;
        case FILL: fill_part(to + a, n, SET(7)); break;
        case PLAIN_COPY: plain_copy_part(to + a, from + a, n); break;
        default: plain_fill_part(to + a, n, SET(7));
      }
    }
    __atomic_fetch_add(&total, sum, __ATOMIC_RELAXED); // so that no load can be left out
    pthread_barrier_wait(&end);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// GB/s of one run.
static double run(int what) {
  kind = what;
  next = 0;
  double start = now();
  pthread_barrier_wait(&begin);
  pthread_barrier_wait(&end);
  double arrays = what == COPY || what == PLAIN_COPY ? 2 : 1;
  return 1e-9 * arrays * vectors * sizeof(Vector) / (now() - start);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void report(double seconds) {
  enum { MOST = 10000 };
  static double rates[KINDS][MOST];
  int n = 0;
  for (double stop = now() + seconds; n < MOST && (n < 5 || now() < stop); n++)
    for (int what = 0; what < KINDS; what++) rates[what][n] = run(what);
  for (int what = 0; what < KINDS; what++) {
    double *r = rates[what];
    qsort(r, n, sizeof *r, ascending);
    printf("%-10s %6.2f GB/s   %.2f .. %.2f\n", NAMES[what], r[n / 2], r[0], r[n - 1]);
  }
  printf("%s, %d threads, %zu MiB, %d rounds\n", ISA, threads, vectors * sizeof(Vector) >> 20, n);
}

static void serve(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    int what = 0;
    while (what < KINDS && strcmp(line, NAMES[what])) what++;
    if (what < KINDS) printf("%.4f\n", run(what));
    else printf("error: there is no '%s'\n", line);
    fflush(stdout);
  }
}

int main(int count, char **words) {
  double mib = count > 1 ? atof(words[1]) : 1024;
  if (count > 3 || mib < 1 || mib > 1 << 24) {
    fprintf(stderr, "usage: limit [MIB] [SECONDS|-]\n");
    return 2;
  }
  vectors = (size_t)(mib * (1 << 20) / sizeof(Vector)) / STEP * STEP;
  from = aligned_alloc(1 << 21, (vectors * sizeof(Vector) + (1 << 21) - 1) >> 21 << 21);
  to = aligned_alloc(1 << 21, (vectors * sizeof(Vector) + (1 << 21) - 1) >> 21 << 21);
  if (!from || !to) {
    fprintf(stderr, "limit: error: no memory for two arrays of %.0f MiB; name fewer\n", mib);
    return 1;
  }
  for (size_t i = 0; i < vectors * LANES; i++) ((uint32_t *)from)[i] = (uint32_t)(i * 2654435761u);
  memset(to, 1, vectors * sizeof(Vector));

  threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
  pthread_barrier_init(&begin, NULL, threads + 1);
  pthread_barrier_init(&end, NULL, threads + 1);
  pthread_t ids[threads];
  for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, NULL);
  if (count > 2 && !strcmp(words[2], "-")) serve();
  else report(count > 2 ? atof(words[2]) : 2);
  kind = EXIT;
  pthread_barrier_wait(&begin);
  for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
  return 0;
}
