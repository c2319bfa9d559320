package dev.foldcast;

import java.util.Locale;

/** A share of {@link ContractTest} in a process of its own: cases, programs, largest memory. */
final class ContractChild {
  private ContractChild() {}

  public static void main(String[] args) {
    int cases = Integer.parseInt(args[0]);
    int programs = Integer.parseInt(args[1]);
    long memory = Long.parseLong(args[2]);
    try (Foldcast fc = Foldcast.open()) {
      long found = fc.limits().globalMemoryBytes();
      if (found > memory) {
        System.out.printf(Locale.ROOT, "the device has %d bytes, not %d%n", found, memory);
      }
    }
    // The first cases of the main run, whose kernels the driver may have in its cache.
    new ContractTest().run(cases, programs, ContractTest.SEED);
    System.out.println("done " + cases);
  }
}
