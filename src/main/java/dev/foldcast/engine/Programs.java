package dev.foldcast.engine;

import dev.foldcast.kernel.ProgramText;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.ProgramSpec;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a session, each built once. A specification is known by its text: Java makes the
 * comparison of records so large at its first use, which takes a tenth of a small command's time.
 */
final class Programs {
  /** Specifications known by themselves at most; plans that are used again share theirs. */
  private static final int MOST_SPECS = 1024;

  private final ClSession session;
  private final IdentityHashMap<ProgramSpec, ClProgram> known = new IdentityHashMap<>();
  private final Map<String, ClProgram> built = new ConcurrentHashMap<>();

  Programs(ClSession session) {
    this.session = session;
  }

  /** The program for a specification, built now if it is the first time. */
  ClProgram get(ProgramSpec spec, Meter meter) {
    ClProgram program = known(spec);
    if (program == null) {
      long start = meter.now();
      ProgramText text = ProgramText.of(spec);
      String key = text.options() + text.registers() + text.source();
      program = built.computeIfAbsent(key, k -> build(text, meter, start));
      know(spec, program);
    }
    return program;
  }

  private ClProgram build(ProgramText text, Meter meter, long start) {
    ClProgram program =
        session.build(text.label(), text.source(), text.options(), text.registers());
    meter.host(text.label(), Span.Kind.BUILD, start);
    return program;
  }

  private @Nullable ClProgram known(ProgramSpec spec) {
    synchronized (known) {
      return known.get(spec);
    }
  }

  private void know(ProgramSpec spec, ClProgram program) {
    synchronized (known) {
      if (known.size() == MOST_SPECS) {
        known.clear();
      }
      known.put(spec, program);
    }
  }
}
