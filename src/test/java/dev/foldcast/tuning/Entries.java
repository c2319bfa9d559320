package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.kernel.KernelHash;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;

/** Entries to store. */
public final class Entries {
  static final DeviceKey DEVICE = new DeviceKey("pocl", "intel", "cpu", "intel-xeon", 2);
  static final Configuration CONFIGURATION = new Configuration(37, 5, 4, false, 0, 16);

  private Entries() {}

  /** What is summed exactly. */
  public static Subject subject(Family family, DType dtype, String shape) {
    return new Subject(family, dtype, Accuracy.EXACT, ShapeClass.named(shape));
  }

  static Evidence evidence(double ratio) {
    return new Evidence(
        "2026-01-02", "test", "x", 1 << 20, 2e-3, 2e-3 * ratio, ratio, ratio, ratio, 15, 0.5, 9, 1);
  }

  /** An entry for the kernels as they are. */
  public static Entry of(
      DeviceKey device, String driver, Subject subject, Configuration configuration) {
    Key key = new Key(device, driver, KernelHash.of(subject.family()), subject);
    return new Entry(key, configuration, evidence(0.5));
  }

  static Entry of(Subject subject) {
    return of(DEVICE, "3.1", subject, CONFIGURATION);
  }

  static Rejected rejected(Subject subject) {
    return new Rejected(of(subject).key(), CONFIGURATION, Rejected.Kind.TIMEOUT, "did not end");
  }
}
