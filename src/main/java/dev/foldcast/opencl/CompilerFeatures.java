package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import java.util.List;
import java.util.Optional;

/**
 * What a device's compiler has beyond OpenCL C 1.2 and what no query tells, found by compiling.
 * Each question costs a build: ask once.
 */
public final class CompilerFeatures {
  private static final String NONTEMPORAL =
      """
      kernel void store(global uint4 *to) { __builtin_nontemporal_store((uint4)(1), to); }
      """;

  private static final String COLLECTIVE =
      """
      kernel void sum(global float *to) { *to = work_group_reduce_add(*to); }
      """;

  private CompilerFeatures() {}

  /** Whether there are stores that pass the caches by: drivers made with clang have them. */
  public static boolean nontemporalStores(ClSession session) {
    return builds(session, NONTEMPORAL, "-cl-std=CL1.2");
  }

  /**
   * The compiler option under which {@code work_group_reduce_add} exists; empty where it does not.
   */
  public static Optional<String> collectivesOption(ClSession session) {
    // A compiler may know the function where the device has no code for it: the version decides.
    if (session.device().info().openclCVersion().startsWith("OpenCL C 1.")) {
      return Optional.empty();
    }
    return List.of("-cl-std=CL3.0", "-cl-std=CL2.0").stream()
        .filter(option -> builds(session, COLLECTIVE, option))
        .findFirst();
  }

  private static boolean builds(ClSession session, String source, String options) {
    try (ClProgram program = session.build("feature test", source, options)) {
      program.kernel(source.contains("store") ? "store" : "sum").close();
      return true;
    } catch (DeviceException e) {
      return false;
    }
  }
}
