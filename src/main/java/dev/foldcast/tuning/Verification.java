package dev.foldcast.tuning;

import dev.foldcast.error.DeviceException;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the results of one search's candidates with the reference, in several processes at once:
 * most of the time goes into compiling, which uses one processor each. What a driver has compiled
 * in one process it finds again in the others.
 */
final class Verification {
  /** Failures in a row after which the default shows whether the device still works at all. */
  private static final int SUSPICIOUS = 3;

  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<? extends Runs> sandboxes;
  private final Trial trial;
  private final List<Configuration> candidates;
  private final Consumer<Ran> failed;
  private final TuningEvents events;

  /**
   * A verification.
   *
   * @param candidates the default first
   * @param failed hears of each candidate that must not be used, on any thread, one at a time
   */
  Verification(
      List<? extends Runs> sandboxes,
      Trial trial,
      List<Configuration> candidates,
      Consumer<Ran> failed,
      TuningEvents events) {
    this.sandboxes = sandboxes;
    this.trial = trial;
    this.candidates = candidates;
    this.failed = failed;
    this.events = events;
  }

  private long ofDefault(Runs sandbox) {
    long start = System.nanoTime();
    Ran ran = one(sandbox, 0, DEFAULT_NANOS);
    if (ran.failure() != null && ran.failure() != Rejected.Kind.CORRECTNESS) {
      ran = one(sandbox, 0, DEFAULT_NANOS); // drivers die of luck, too
    }
    if (ran.failure() != null) {
      throw new DeviceException(
          String.format(
              Locale.ROOT,
              "even the default configuration fails (%s: %s), so nothing can be tuned; restart the"
                  + " computer or mend the driver",
              trial,
              ran.what()),
          "",
          0,
          "",
          null);
    }
    return System.nanoTime() - start;
  }

  private Ran one(Runs sandbox, int candidate, long limit) {
    return sandbox
        .verify(List.of(new Runs.Wanted(candidate, candidates.get(candidate))), limit)
        .get(0);
  }

  /**
   * What came of it.
   *
   * @param defaultNanos what the default took, compiling included
   * @param right those of the others whose results are right
   */
  record Verified(long defaultNanos, SortedSet<Integer> right) {}

  /**
   * Verifies the default in the first process, and others in their order in all of them, as many as
   * the time allows.
   *
   * @param endNanos by {@link System#nanoTime}: none of the others is begun after it
   * @throws DeviceException if the default fails
   */
  Verified run(List<Integer> others, long endNanos) {
    Queues left = new Queues(others);
    SortedSet<Integer> right = Collections.synchronizedSortedSet(new TreeSet<>());
    AtomicLong defaultNanos = new AtomicLong(DEFAULT_NANOS);
    ExecutorService threads = Executors.newFixedThreadPool(sandboxes.size());
    try {
      List<Future<?>> working = new ArrayList<>();
      for (Runs sandbox : sandboxes) {
        working.add(
            threads.submit(
                () -> {
                  boolean first = sandbox == sandboxes.get(0);
                  if (first) {
                    defaultNanos.set(ofDefault(sandbox));
                  } else if (!others.isEmpty()) {
                    sandbox.begin(trial);
                  }
                  work(sandbox, () -> left.next(first), right, defaultNanos, endNanos);
                }));
      }
      for (Future<?> work : working) {
        work.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while verifying", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeviceException device) {
        throw device;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return new Verified(defaultNanos.get(), right);
  }

  /**
   * What is to do. The first process has compiled the default's kernels and goes on with those that
   * share them; the others compile other ones meanwhile.
   */
  private final class Queues {
    private final Queue<Integer> like = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> unlike = new ConcurrentLinkedQueue<>();

    Queues(List<Integer> all) {
      Configuration byDefault = candidates.get(0);
      for (int c : all) {
        (candidates.get(c).sharesKernels(byDefault) ? like : unlike).add(c);
      }
    }

    @Nullable Integer next(boolean first) {
      Integer next = (first ? like : unlike).poll();
      return next != null ? next : (first ? unlike : like).poll();
    }
  }

  private void work(
      Runs sandbox,
      Supplier<@Nullable Integer> queue,
      SortedSet<Integer> right,
      AtomicLong defaultNanos,
      long endNanos) {
    int inRow = 0;
    while (System.nanoTime() < endNanos) {
      Integer next = queue.get();
      if (next == null) {
        return;
      }
      events.doing(String.format(Locale.ROOT, "verifying, %d are right", 1 + right.size()));
      Ran ran = one(sandbox, next, limit(defaultNanos.get()));
      if (ran.failure() == null) {
        right.add(next);
        inRow = 0;
      } else {
        synchronized (failed) {
          failed.accept(ran);
        }
        inRow++;
      }
      if (inRow == SUSPICIOUS) {
        ofDefault(sandbox);
        inRow = 0;
      }
    }
  }

  /** Time that one may take; that of the default's compiling is known only afterwards. */
  private static long limit(long defaultNanos) {
    return defaultNanos == DEFAULT_NANOS ? DEFAULT_NANOS : Math.max(LEAST_NANOS, 20 * defaultNanos);
  }
}
