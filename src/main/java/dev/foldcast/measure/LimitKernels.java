package dev.foldcast.measure;

import dev.foldcast.kernel.FileText;
import dev.foldcast.kernel.ProgramText;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.opencl.CompilerFeatures;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of {@code limit.cl} on two arrays of a device. Where the device shares memory with
 * the host the arrays are the host's own, so that its limits are those of the memory that
 * operations read; else they are copies. For one thread.
 */
public final class LimitKernels implements AutoCloseable {
  /** Sizes of arrays are multiples of this: the largest turn of any schedule. */
  public static final int GRANULE_BYTES = 512;

  /** Vectors in a turn: {@code STEP} of {@code limit.cl}. */
  private static final int STEP = 8;

  /** What {@code fill} writes. */
  static final int VALUE = 0x5eed_1e55;

  private final ClSession session;
  private final ClQueue queue;
  private final ClBuffer from;
  private final ClBuffer to;
  private final ClBuffer sums;
  private final long bytes;
  private final boolean nontemporal;
  private final Map<Map<String, Object>, ClProgram> programs = new HashMap<>();

  /**
   * Opens a device.
   *
   * @param from what is read: direct, at an address that is a multiple of 128, of a size that is a
   *     multiple of {@link #GRANULE_BYTES}
   * @param to of the same size; where it is wrapped, copies and fills end there
   */
  public LimitKernels(ClDevice device, ByteBuffer from, ByteBuffer to) {
    bytes = from.remaining();
    if (bytes % GRANULE_BYTES != 0 || to.remaining() != bytes) {
      throw new IllegalArgumentException(
          "arrays of " + bytes + " and " + to.remaining() + " bytes");
    }
    session = ClSession.open(device);
    boolean opened = false;
    try {
      queue = session.queue(false);
      boolean shared = device.info().hostMemory();
      this.from = shared ? session.wrap(from) : session.allocate(bytes);
      this.to = shared ? session.wrapWritable(to) : session.allocate(bytes);
      nontemporal = CompilerFeatures.nontemporalStores(session);
      sums =
          session.allocate(
              4L
                  * candidates(LimitKind.READ).stream()
                      .mapToInt(LimitSchedule::workItems)
                      .max()
                      .orElseThrow());
      if (!shared) {
        queue.write(this.from, 0, from, List.of()).close();
      }
      opened = true;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  /** Bytes of each array. */
  public long bytes() {
    return bytes;
  }

  /** Every schedule worth trying. */
  public List<LimitSchedule> candidates(LimitKind kind) {
    return LimitSchedule.candidates(kind, session.device().info(), nontemporal);
  }

  /** Runs one kernel once. */
  public Timing run(LimitSchedule schedule) {
    try (ClKernel kernel = program(schedule).kernel(schedule.kind().key())) {
      switch (schedule.kind()) {
        case READ -> kernel.arg(0, from).arg(2, sums);
        case COPY -> kernel.arg(0, from).arg(2, to);
        case FILL -> kernel.argInt(0, VALUE).arg(2, to);
      }
      kernel.argLong(1, bytes / (4L * schedule.vector()));
      long start = System.nanoTime();
      try (ClEvent event =
          queue.launch(
              kernel,
              new long[] {schedule.workItems()},
              new long[] {schedule.workGroup()},
              List.of())) {
        event.await();
        return new Timing(event.profile().nanos(), System.nanoTime() - start);
      }
    }
  }

  private ClProgram program(LimitSchedule schedule) {
    Map<String, Object> macros =
        Map.of(
            "VEC",
            schedule.vector(),
            "STEP",
            STEP,
            "STREAMS",
            schedule.streams(),
            "COALESCED",
            schedule.coalesced() ? 1 : 0,
            "NONTEMPORAL",
            schedule.nontemporal() ? 1 : 0);
    return programs.computeIfAbsent(
        macros,
        m -> {
          ProgramText text = FileText.of("measure/limit.cl", m);
          return session.build(text.label(), text.source(), text.options());
        });
  }

  /** The sum, modulo 2^32, of all uints that a reading schedule read last. */
  int readSum(LimitSchedule schedule) {
    ByteBuffer partial = ByteBuffer.allocateDirect(4 * schedule.workItems());
    queue.read(sums, 0, partial, List.of()).close();
    partial.order(java.nio.ByteOrder.nativeOrder());
    int sum = 0;
    while (partial.hasRemaining()) {
      sum += partial.getInt();
    }
    return sum;
  }

  /** The array that copies and fills write, brought to the host. */
  void readTarget(ByteBuffer into) {
    queue.read(to, 0, into, List.of()).close();
  }

  @Override
  public void close() {
    session.close();
  }
}
