package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import java.util.function.Supplier;
import org.jocl.CLException;
import org.jspecify.annotations.Nullable;

/**
 * The one door to the driver: every OpenCL call goes through it by name, is counted, can be made to
 * fail by a {@link ClHook}, and has its status looked at in {@link #check}. Thread-safe.
 */
final class Cl {
  /** A call that answers with its status. */
  @FunctionalInterface
  interface Call {
    int run();
  }

  /** A call that makes an object and stores its status in {@code status[0]}. */
  @FunctionalInterface
  interface Maker<T> {
    @Nullable T make(int[] status);
  }

  private final ClHook hook;
  private final Tally tally;
  private final @Nullable DeviceInfo device;

  /**
   * @param device the device that the calls concern, or null before one is known
   * @throws dev.foldcast.error.NoDeviceException if OpenCL cannot be called at all
   */
  Cl(ClHook hook, Tally tally, @Nullable DeviceInfo device) {
    Driver.require();
    this.hook = hook;
    this.tally = tally;
    this.device = device;
  }

  void call(String name, Call body) {
    call(name, 0, () -> "", body);
  }

  /**
   * Makes a call and throws unless it succeeds.
   *
   * @param bytes the memory that the call asks for or moves, 0 if none
   * @param facts what it was about, for the message; asked for only on failure
   */
  void call(String name, long bytes, Supplier<String> facts, Call body) {
    check(name, attempt(name, body), bytes, facts, null);
  }

  /** Makes an object and throws unless the call succeeds. */
  <T> T make(String name, long bytes, Supplier<String> facts, Maker<T> body) {
    Made<T> made = new Made<>();
    int[] answer = new int[1];
    int status =
        attempt(
            name,
            () -> {
              made.object = body.make(answer);
              return answer[0];
            });
    T object = made.object;
    if (status != Status.SUCCESS || object == null) {
      check(name, status == Status.SUCCESS ? Status.UNKNOWN : status, bytes, facts, null);
      throw new AssertionError(name);
    }
    return object;
  }

  /** Makes a call and gives its status, for callers that can do without the answer. */
  int attempt(String name, Call body) {
    tally.calls.incrementAndGet();
    int forced = hook.before(name);
    return forced != Status.SUCCESS ? forced : guarded(body);
  }

  /** Makes a call even where the hook makes it fail: a release must not leak. */
  int release(String name, Call body) {
    tally.calls.incrementAndGet();
    int forced = hook.before(name);
    int status = guarded(body);
    return forced != Status.SUCCESS ? forced : status;
  }

  private static int guarded(Call body) {
    try {
      return body.run();
    } catch (CLException e) {
      // Somebody else in this process called CL.setExceptionsEnabled(true).
      return e.getStatus() == Status.SUCCESS ? Status.UNKNOWN : e.getStatus();
    } catch (UnsupportedOperationException e) {
      return Status.NO_SUCH_FUNCTION;
    }
  }

  /**
   * Looks at a status: the only place that does.
   *
   * @throws MemoryException if memory ran out or a buffer is larger than allowed
   * @throws DeviceException for any other failure
   */
  void check(
      String name, int status, long bytes, Supplier<String> facts, @Nullable Throwable cause) {
    if (status == Status.SUCCESS) {
      return;
    }
    String text = message(name, status, facts.get());
    boolean buffer = name.equals("clCreateBuffer");
    if (status == Status.MEM_OBJECT_ALLOCATION_FAILURE
        || (buffer && status == Status.OUT_OF_HOST_MEMORY)
        || (buffer && status == Status.INVALID_BUFFER_SIZE)) {
      throw new MemoryException(text, bytes, limit(status));
    }
    throw new DeviceException(text, name, status, device == null ? "" : device.name(), cause);
  }

  private long limit(int status) {
    if (device == null) {
      return 0;
    }
    return status == Status.INVALID_BUFFER_SIZE
        ? device.maxAllocationBytes()
        : device.globalMemoryBytes();
  }

  private String message(String name, int status, String facts) {
    String who = device == null ? "" : "device " + device.quoted() + ": ";
    String about = facts.isEmpty() ? "" : " (" + facts + ")";
    String remedy = Status.remedy(status);
    return who
        + name
        + ": "
        + Status.text(status)
        + about
        + (remedy.isEmpty() ? "" : "; " + remedy);
  }

  private static final class Made<T> {
    @Nullable T object;
  }
}
