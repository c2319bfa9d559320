package dev.foldcast;

import dev.foldcast.opencl.DeviceInfo;
import java.util.Locale;
import java.util.Objects;

/** A share of {@link ContractTest} in a process of its own: cases, programs, largest memory. */
final class ContractChild {
  private ContractChild() {}

  public static void main(String[] args) {
    int cases = Integer.parseInt(args[0]);
    int programs = Integer.parseInt(args[1]);
    long memory = Long.parseLong(args[2]);
    boolean simulated;
    try (Foldcast fc = Foldcast.open()) {
      DeviceInfo device = Objects.requireNonNull(fc.device());
      simulated = device.platform().toLowerCase(Locale.ROOT).contains("oclgrind");
      long found = fc.limits().globalMemoryBytes();
      if (found > memory) {
        System.out.printf(Locale.ROOT, "the device has %d bytes, not %d%n", found, memory);
      }
    }
    // The first cases of the main run, whose kernels the driver may have in its cache.
    // Windows use several queues at once, of which the simulator dies.
    new ContractTest().run(cases, programs, ContractTest.SEED, !simulated);
    System.out.println("done " + cases);
  }
}
