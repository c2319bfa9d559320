package dev.foldcast.measure;

import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.opencl.DeviceType;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to run a limit kernel.
 *
 * @param kind what it does
 * @param vector uints per load and store
 * @param coalesced neighbouring work-items take neighbouring vectors; else each a stretch
 * @param nontemporal stores pass the caches by
 * @param workItems in all
 * @param workGroup work-items in a group
 */
public record LimitSchedule(
    LimitKind kind,
    int vector,
    boolean coalesced,
    boolean nontemporal,
    int workItems,
    int workGroup) {

  /** What is worth trying on a device. */
  static List<LimitSchedule> candidates(LimitKind kind, DeviceInfo device, boolean nontemporal) {
    boolean gpu = device.type() == DeviceType.GPU;
    int units = Math.max(1, device.computeUnits());
    int workGroup = gpu ? (int) Math.min(256, device.maxWorkGroupSize()) : 1;
    List<LimitSchedule> candidates = new ArrayList<>();
    for (int vector : gpu ? new int[] {1, 4} : new int[] {8, 16}) {
      for (int groups : gpu ? new int[] {4, 16, 64} : new int[] {8, 32, 256}) {
        for (boolean passing : new boolean[] {false, true}) {
          if (!passing || (nontemporal && kind != LimitKind.READ)) {
            candidates.add(
                new LimitSchedule(
                    kind, vector, gpu, passing, groups * units * workGroup, workGroup));
          }
        }
      }
    }
    return candidates;
  }

  /** For example {@code uint16, 64 work-items, non-temporal stores}. */
  @Override
  public String toString() {
    return "uint%s, %d work-items%s%s"
        .formatted(
            vector == 1 ? "" : vector,
            workItems,
            coalesced ? " side by side" : "",
            kind == LimitKind.READ ? "" : nontemporal ? ", non-temporal stores" : "");
  }
}
