package dev.foldcast.engine;

import dev.foldcast.kernel.ProgramText;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.ProgramSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The programs of a session, each built once. */
final class Programs {
  private final ClSession session;
  private final Map<ProgramSpec, ClProgram> built = new ConcurrentHashMap<>();

  Programs(ClSession session) {
    this.session = session;
  }

  /** The program for a specification, built now if it is the first time. */
  ClProgram get(ProgramSpec spec, Meter meter) {
    return built.computeIfAbsent(
        spec,
        s -> {
          long start = meter.now();
          ProgramText text = ProgramText.of(s);
          ClProgram program =
              session.build(text.label(), text.source(), text.options(), text.registers());
          meter.host(text.label(), Span.Kind.BUILD, start);
          return program;
        });
  }
}
