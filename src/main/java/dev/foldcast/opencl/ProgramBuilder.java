package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.FoldcastException;
import java.util.stream.Collectors;
import org.jocl.CL;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/** Builds programs: from a binary that is kept, or else from source. Thread-safe. */
final class ProgramBuilder {
  private static final int LOG_LINES = 8;

  /** No warnings: PoCL writes to stderr, which is not its own, how many its compiler had. */
  private static final String QUIET = "-w ";

  /**
   * What PoCL says when one of its compiler's temporary files is gone. While LLVM writes files it
   * handles SIGSEGV by removing them; Java raises that signal at every safepoint, and all goes on.
   */
  private static final String LOST_FILE = "unable to rename temporary";

  /** Builds that are tried while files get lost. A program that is wrong is built once. */
  private static final int BUILDS = 20;

  private final Scope scope;
  private final @Nullable BinaryFolder binaries;
  private @Nullable ProgramKey keys;

  /**
   * @param binaries where they are kept, or null
   */
  ProgramBuilder(Scope scope, @Nullable BinaryFolder binaries) {
    this.scope = scope;
    this.binaries = binaries;
  }

  /** As {@link ClSession#build(String, String, String, int)}. */
  ClProgram build(
      cl_context context, String label, String source, String userOptions, int registers) {
    String options = userOptions + limited(registers);
    long start = System.nanoTime();
    scope.tally.builds.incrementAndGet();
    if (binaries == null) {
      return compile(context, label, source, options, start, null);
    }
    byte[] key = keys().of(options, source);
    BinaryFile file = binaries.find(key);
    if (file != null) {
      KeptProgram kept = new KeptProgram(binaries, key, file);
      ClProgram loaded = load(context, label, file, options, start, kept);
      if (loaded != null) {
        scope.tally.loads.incrementAndGet();
        return loaded;
      }
    }
    return compile(context, label, source, options, start, new KeptProgram(binaries, key));
  }

  private synchronized ProgramKey keys() {
    keys = keys == null ? new ProgramKey(scope.device.info()) : keys;
    return keys;
  }

  private String limited(int registers) {
    boolean can = scope.device.info().extensions().contains("cl_nv_compiler_options");
    return can && registers > 0 ? " -cl-nv-maxrregcount=" + registers : "";
  }

  private ClProgram compile(
      cl_context context,
      String label,
      String source,
      String options,
      long start,
      @Nullable KeptProgram kept) {
    cl_program made =
        scope.cl.make(
            "clCreateProgramWithSource",
            0,
            () -> "program " + label,
            status ->
                CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, status));
    return built(made, label, options, start, kept);
  }

  /** The program of a binary, with the kernels that it had; null where the driver refuses any. */
  private @Nullable ClProgram load(
      cl_context context,
      String label,
      BinaryFile file,
      String options,
      long start,
      KeptProgram kept) {
    try {
      cl_program made = ProgramBinary.create(scope, context, label, file.binary());
      ClProgram program = built(made, label, options, start, kept);
      try {
        for (String name : ProgramUses.kernels(file.uses())) {
          program.kernel(name).close();
        }
        return program;
      } catch (FoldcastException e) {
        program.discard();
        return null;
      }
    } catch (FoldcastException e) {
      return null;
    }
  }

  private ClProgram built(
      cl_program made, String label, String options, long start, @Nullable KeptProgram kept) {
    Handle<cl_program> handle =
        new Handle<>(scope, Handle.Kind.PROGRAM, "program " + label, made, CL::clReleaseProgram);
    boolean built = false;
    try {
      build(made, label, options);
      built = true;
    } finally {
      if (!built) {
        handle.shut();
      }
    }
    return new ClProgram(scope, handle, label, System.nanoTime() - start, kept);
  }

  private void build(cl_program program, String label, String options) {
    cl_device_id[] ids = {scope.device.id};
    String all = QUIET + options;
    int status = Status.UNKNOWN;
    String log = "";
    for (int turn = 0; turn < BUILDS; turn++) {
      status =
          scope.cl.attempt(
              "clBuildProgram",
              () -> LargeStack.call(() -> CL.clBuildProgram(program, 1, ids, all, null, null)));
      if (status == Status.SUCCESS) {
        return;
      }
      log = log(program);
      if (!log.contains(LOST_FILE)) {
        break;
      }
    }
    String first =
        log.lines()
            .filter(line -> !line.isBlank())
            .limit(LOG_LINES)
            .collect(Collectors.joining(" | "));
    scope.cl.check(
        "clBuildProgram",
        status,
        0,
        () -> "program " + label + (options.isBlank() ? "" : ", " + options) + ": " + first,
        new IllegalArgumentException("build log of program " + label + ":\n" + log));
  }

  private String log(cl_program program) {
    try {
      return Query.text(
          scope.cl,
          "clGetProgramBuildInfo",
          (size, at, needed) ->
              CL.clGetProgramBuildInfo(
                  program, scope.device.id, CL.CL_PROGRAM_BUILD_LOG, size, at, needed));
    } catch (DeviceException e) {
      return "no log: " + e.getMessage();
    }
  }
}
