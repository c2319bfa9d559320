package dev.foldcast.opencl;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a program has been used, as far as compilers look at it: which kernels were made, and with
 * which local sizes they were launched. PoCL compiles a kernel at its first launch with a local
 * size, and once more for grids wider than 65535 work-items. Thread-safe.
 */
final class ProgramUses {
  /** Widest grid of the code that PoCL makes for small ones. */
  private static final long SMALL_GRID = 0xffff;

  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** Notes that a kernel was made. */
  void made(String kernel) {
    seen.add(kernel);
  }

  /** Notes a launch. */
  void launched(String kernel, long[] global, long[] local) {
    StringBuilder use = new StringBuilder(kernel);
    boolean small = true;
    for (int d = 0; d < local.length; d++) {
      use.append(d == 0 ? ' ' : 'x').append(local[d]);
      small &= global[d] <= SMALL_GRID;
    }
    seen.add(use.append(small ? " small" : " large").toString());
  }

  /** Whether there was any that is not among the known ones. */
  boolean exceed(Set<String> known) {
    return !known.containsAll(seen);
  }

  /** These and the known ones. */
  Set<String> with(Set<String> known) {
    Set<String> all = new HashSet<>(known);
    all.addAll(seen);
    return all;
  }

  /** The kernels that some uses name. */
  static Set<String> kernels(Set<String> uses) {
    Set<String> kernels = new HashSet<>();
    for (String use : uses) {
      int end = use.indexOf(' ');
      kernels.add(end < 0 ? use : use.substring(0, end));
    }
    return kernels;
  }
}
