// What is known of the device when a kernel is compiled.
//
// CPU    1 where a compiler makes code for a processor of its own; the host says 0 where it schedules for a GPU
// RARE   before a function that is seldom called, so that it does not take registers from those who call it.
//        (NVIDIA's compiler puts everything into the kernel: exact sums took 20 s to compile and 255 registers.)
// ONCE   before the function that is a kernel's work, where no work-item of it waits for another. PoCL compiles a
//        kernel three times, for three ways to launch it, and what the kernel calls once.
#ifndef DEVICE_CL
#define DEVICE_CL

#ifndef GROUP_TREE
  #define GROUP_TREE 0  // whether the work-items of a group share units
#endif
#ifndef CPU
  #if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
    #define CPU 1
  #else
    #define CPU 0
  #endif
#endif
#define RARE static __attribute__((noinline))
#if CPU && !GROUP_TREE
  #define ONCE static __attribute__((noinline))
#else
  #define ONCE inline
#endif

#endif
