// What is known of the device when a kernel is compiled.
//
// CPU    1 where a compiler makes code for a processor of its own; the host says 0 where it schedules for a GPU
// RARE   before a function that is seldom called, so that it does not take registers from those who call it.
//        (NVIDIA's compiler puts everything into the kernel: exact sums took 20 s to compile and 255 registers.)
//        On CPUs it is part of them, as nothing is gained there.
#ifndef DEVICE_CL
#define DEVICE_CL

#ifndef CPU
  #if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
    #define CPU 1
  #else
    #define CPU 0
  #endif
#endif
#if CPU
  #define RARE inline
#else
  #define RARE static __attribute__((noinline))
#endif

#endif
