package dev.foldcast.measure;

import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.opencl.DeviceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One way to run a limit kernel.
 *
 * @param kind what it does
 * @param vector uints per load and store
 * @param streams parts of a work-item's stretch that are walked through side by side
 * @param coalesced neighbouring work-items take neighbouring vectors; else each a stretch
 * @param nontemporal stores pass the caches by
 * @param workItems in all
 * @param workGroup work-items in a group
 */
public record LimitSchedule(
    LimitKind kind,
    int vector,
    int streams,
    boolean coalesced,
    boolean nontemporal,
    int workItems,
    int workGroup) {

  /** A line of 64 bytes, and a register of the widest processors. */
  private static final int CPU_VECTOR = 16;

  /** What is worth trying on a device. */
  static List<LimitSchedule> candidates(LimitKind kind, DeviceInfo device, boolean nontemporal) {
    boolean gpu = device.type() == DeviceType.GPU;
    int units = Math.max(1, device.computeUnits());
    int workGroup = gpu ? (int) Math.min(256, device.maxWorkGroupSize()) : 1;
    List<LimitSchedule> candidates = new ArrayList<>();
    for (int wide : new int[] {1, 4}) { // GPUs: of the vectors, CPUs: of the streams
      for (int groups : gpu ? new int[] {2, 4, 8, 16, 64} : new int[] {8, 32, 256}) {
        for (boolean passing : new boolean[] {false, true}) {
          if (!passing || (nontemporal && kind != LimitKind.READ)) {
            candidates.add(
                new LimitSchedule(
                    kind,
                    gpu ? wide : CPU_VECTOR,
                    gpu ? 1 : wide,
                    gpu,
                    passing,
                    groups * units * workGroup,
                    workGroup));
          }
        }
      }
    }
    return candidates;
  }

  /** For example {@code uint16, 64 work-items, non-temporal stores}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "uint%s, %d work-items%s%s%s",
        vector == 1 ? "" : vector,
        workItems,
        streams == 1 ? "" : String.format(Locale.ROOT, ", %d streams each", streams),
        coalesced ? " side by side" : "",
        kind == LimitKind.READ ? "" : nontemporal ? ", non-temporal stores" : "");
  }
}
