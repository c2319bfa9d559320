package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * A device that is not there: candidates take the times, and have the faults, that a test gives
 * them, and all of it goes into a journal as if they had run.
 */
final class Simulated implements Runs {
  private static final long PROCESS = 4711;

  private final Journal journal;
  private final ToDoubleFunction<Configuration> seconds;
  private final Map<Integer, Fault> faults;
  private final Random random;
  private final double noise;
  private final Map<Integer, Integer> timed = new HashMap<>();

  /**
   * What goes wrong: at once, when it has been timed so often, or {@link #EARLIER}.
   *
   * @param until and goes well again from so many times on
   */
  record Fault(Rejected.Kind kind, String what, int after, int until) {
    /** In an earlier search, whose journal is gone: it is not run again. */
    static final int EARLIER = -1;

    Fault(Rejected.Kind kind, String what) {
      this(kind, what, 0);
    }

    Fault(Rejected.Kind kind, String what, int after) {
      this(kind, what, after, Integer.MAX_VALUE);
    }

    /** What the store tells of it before the search begins. */
    Optional<Ran> ran(int candidate) {
      return after == EARLIER ? Optional.of(new Ran(candidate, 0, kind, what)) : Optional.empty();
    }
  }

  /**
   * A device.
   *
   * @param noise 0: every time is the true one; else times vary, and so does the computer's speed
   *     from round to round
   */
  Simulated(
      Journal journal,
      ToDoubleFunction<Configuration> seconds,
      Map<Integer, Fault> faults,
      long seed,
      double noise) {
    this.journal = journal;
    this.seconds = seconds;
    this.faults = faults;
    this.random = new Random(seed);
    this.noise = noise;
  }

  @Override
  public void begin(Trial trial) {
    journal.add(signed(Journal.event("ready")));
  }

  @Override
  public List<Ran> verify(List<Wanted> runs, long limitNanos) {
    return runs.stream().map(run -> verify(run.candidate())).toList();
  }

  private Ran verify(int candidate) {
    journal.add(signed(event("run", candidate).put("do", "verify")));
    Fault fault = faults.get(candidate);
    if (fault == null || fault.after > 0) {
      return said(event("ran", candidate).put("wrong", ""));
    }
    return fault.kind == Rejected.Kind.CORRECTNESS
        ? said(event("ran", candidate).put("wrong", fault.what))
        : failed(candidate, fault);
  }

  @Override
  public List<Ran> time(List<Wanted> runs, long limitNanos) {
    double speed = Math.exp(noise * random.nextGaussian());
    List<Ran> all = new ArrayList<>();
    for (Wanted run : runs) {
      journal.add(signed(event("run", run.candidate()).put("do", "time")));
      int before = timed.merge(run.candidate(), 1, Integer::sum) - 1;
      Fault fault = faults.get(run.candidate());
      if (fault != null && before >= fault.after && before < fault.until) {
        all.add(failed(run.candidate(), fault));
      } else {
        double factor = speed * (1 + noise * Math.abs(random.nextGaussian()) / 10);
        long nanos = Math.round(1e9 * factor * seconds.applyAsDouble(run.configuration()));
        all.add(said(event("ran", run.candidate()).put("nanos", nanos)));
      }
    }
    return all;
  }

  private Ran failed(int candidate, Fault fault) {
    ObjectNode event = event("failed", candidate);
    return said(event.put("invalidity", fault.kind.key()).put("what", fault.what));
  }

  private Ran said(ObjectNode event) {
    journal.add(signed(event));
    return Ran.read(event);
  }

  private static ObjectNode event(String name, int candidate) {
    return Journal.event(name).put("c", candidate);
  }

  private static ObjectNode signed(ObjectNode event) {
    return event.put("process", PROCESS);
  }

  @Override
  public void note(ObjectNode event) {
    journal.add(event);
  }
}
