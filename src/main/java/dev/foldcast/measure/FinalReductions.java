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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ways to sum floats on a device that people use, beside which ours are put: the kernels of {@code
 * final_reduction.cl} and what the host does with them. For one thread.
 */
public final class FinalReductions implements AutoCloseable {
  private static final int GROUP = 256;
  private static final int GROUPS_PER_UNIT = 8;

  private final ClSession session;
  private final ClQueue queue;
  private final ClProgram program;
  private final ClBuffer x;
  private final ClBuffer odd;
  private final ClBuffer even;
  private final long size;
  private final int group;
  private final boolean collectives;
  private long kernelNanos;

  /**
   * Opens a device.
   *
   * @param floats what is summed: direct, at least one float
   */
  public FinalReductions(ClDevice device, ByteBuffer floats) {
    size = floats.remaining() / Float.BYTES;
    group = (int) Math.min(GROUP, Long.highestOneBit(device.info().maxWorkGroupSize()));
    session = ClSession.open(device);
    boolean opened = false;
    try {
      queue = session.queue(false);
      Optional<String> standard = CompilerFeatures.collectivesOption(session);
      collectives = standard.isPresent();
      Map<String, Object> macros = Map.of("COLLECTIVES", collectives ? 1 : 0);
      ProgramText text =
          FileText.of("measure/final_reduction.cl", macros, standard.orElse("-cl-std=CL1.2"));
      program = session.build(text.label(), text.source(), text.options());
      boolean shared = device.info().hostMemory();
      x = shared ? session.wrap(floats) : session.allocate(floats.remaining());
      if (!shared) {
        queue.write(x, 0, floats, List.of()).close();
      }
      long partial = Float.BYTES * Math.max(groupsFor(size), wide());
      odd = session.allocate(partial);
      even = session.allocate(partial);
      opened = true;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  /** A way that the device has. */
  public final class Method implements Task {
    private final String name;
    private final String how;
    private final Sum sum;
    private float answer = Float.NaN;

    private Method(String name, String how, Sum sum) {
      this.name = name;
      this.how = how;
      this.sum = sum;
    }

    public String name() {
      return name;
    }

    /** What it does, in a few words. */
    public String how() {
      return how;
    }

    /** The sum that the last run gave. */
    public float answer() {
      return answer;
    }

    @Override
    public Timing run() {
      kernelNanos = 0;
      long start = System.nanoTime();
      answer = sum.get();
      return new Timing(kernelNanos, System.nanoTime() - start);
    }
  }

  private interface Sum {
    float get();
  }

  /** Whether the device has {@code work_group_reduce_add}. */
  public boolean hasCollectives() {
    return collectives;
  }

  /** Every way that the device has. */
  public List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    methods.add(new Method("atomic adds", "every work-item adds its element", this::atomic));
    methods.add(
        new Method("host loop", "one element a work-item, host adds groups", this::hostLoop));
    methods.add(
        new Method("one element each", "one element a work-item, pass after pass", this::oneEach));
    methods.add(
        new Method("scalar tree", "stride loop, local tree, second pass", () -> twice("strided")));
    if (collectives) {
      methods.add(
          new Method(
              "collective", "stride loop, work_group_reduce_add", () -> twice("collective")));
    }
    return methods;
  }

  private float atomic() {
    queue.fill(odd, 0, Float.BYTES, 0, List.of()).close();
    try (ClKernel kernel = program.kernel("atomic_adds")) {
      kernel.arg(0, x).argLong(1, size).arg(2, odd);
      launch(kernel, groupsFor(size));
    }
    return read(odd, 1).getFloat(0);
  }

  private float hostLoop() {
    int groups = (int) groupsFor(size);
    pass("one_each", x, size, odd, groups);
    ByteBuffer partial = read(odd, groups);
    float sum = 0;
    while (partial.hasRemaining()) {
      sum += partial.getFloat();
    }
    return sum;
  }

  private float oneEach() {
    long left = groupsFor(size);
    pass("one_each", x, size, odd, left);
    ClBuffer from = odd;
    while (left > 1) {
      ClBuffer to = from == odd ? even : odd;
      pass("one_each", from, left, to, groupsFor(left));
      left = groupsFor(left);
      from = to;
    }
    return read(from, 1).getFloat(0);
  }

  private float twice(String kernel) {
    pass(kernel, x, size, odd, wide());
    pass(kernel, odd, wide(), even, 1);
    return read(even, 1).getFloat(0);
  }

  private long groupsFor(long elements) {
    return (elements + group - 1) / group;
  }

  private long wide() {
    return (long) GROUPS_PER_UNIT * Math.max(1, session.device().info().computeUnits());
  }

  private void pass(String name, ClBuffer from, long elements, ClBuffer to, long groups) {
    try (ClKernel kernel = program.kernel(name)) {
      kernel.arg(0, from).argLong(1, elements).arg(2, to).argLocal(3, (long) Float.BYTES * group);
      launch(kernel, groups);
    }
  }

  private void launch(ClKernel kernel, long groups) {
    long[] global = {groups * group};
    try (ClEvent event = queue.launch(kernel, global, new long[] {group}, List.of())) {
      event.await();
      kernelNanos += event.profile().nanos();
    }
  }

  private ByteBuffer read(ClBuffer from, int floats) {
    ByteBuffer to = ByteBuffer.allocateDirect(Float.BYTES * floats).order(ByteOrder.nativeOrder());
    queue.read(from, 0, to, List.of()).close();
    return to;
  }

  @Override
  public void close() {
    session.close();
  }
}
