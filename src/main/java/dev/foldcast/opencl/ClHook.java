package dev.foldcast.opencl;

/**
 * Sees every OpenCL call of a session before it is made, and can make it fail.
 *
 * <p>It runs on the calling thread, perhaps under locks of the session: it must not use the session
 * itself, and must be thread-safe where the session is used by several threads.
 */
@FunctionalInterface
public interface ClHook {
  /** Lets every call through. */
  ClHook NONE = call -> 0;

  /**
   * Called before every call.
   *
   * @param call the call's name, for example {@code clEnqueueNDRangeKernel}
   * @return 0 to go on; any other value makes the call behave as if the driver had returned it (a
   *     release still releases, so that nothing leaks)
   */
  int before(String call);
}
