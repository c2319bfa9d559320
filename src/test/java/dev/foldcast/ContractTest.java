package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The numeric contract for every kind of operation at once: types and pairs of them, layouts, axes,
 * folds, numbers and configurations at random, against {@link Expected}.
 *
 * <p>{@code -Dfoldcast.contract.cases=N} and {@code -Dfoldcast.contract.programs=N} make it longer
 * or shorter, {@code -Dfoldcast.contract.seed=S} different, {@code
 * -Dfoldcast.contract.case=SEED:CONFIGURATION} repeats one case.
 */
class ContractTest {
  /** Small parts, so that few terms make several passes, at every kind of work-group. */
  static final List<Configuration> CONFIGURATIONS =
      List.of(
          new Configuration(1, 16, 8, false, 0, 1024).withStores(0, 2),
          new Configuration(1, 4, 8, false, 7, 2).withStores(100, 1).withLanes(Lanes.INT64),
          new Configuration(3, 2, 8, false, 5, 3).withWalk(Walk.STRAIGHT),
          new Configuration(2, 3, 2, true, 1, 1),
          new Configuration(7, 1, 2, true, 3, 1).withSharing(Sharing.SUBGROUPS),
          new Configuration(64, 2, 2, true, 1, 2)
              .withLanes(Lanes.INT64)
              .withSharing(Sharing.SUBGROUPS),
          new Configuration(4, 4, 16, false, 3, 3).withStores(0, 1),
          new Configuration(8, 5, 16, true, 11, 1).withLanes(Lanes.INT64),
          new Configuration(5, 1, 4, true, 2, 4).withWalk(Walk.STRAIGHT),
          new Configuration(1, 64, 4, false, 9, 2).withStores(0, 0).withWalk(Walk.ROWS),
          new Configuration(64, 64, 1, false, 1, 2).withLanes(Lanes.INT64),
          new Configuration(1, 1, 4, false, 0, 2).withWalk(Walk.ROWS),
          new Configuration(1, 2, 8, false, 0, 4).withLanes(Lanes.INT64),
          new Configuration(5, 3, 1, true, 20, 1));

  static final long SEED = Long.getLong("foldcast.contract.seed", 20261122);

  /**
   * Kernels to compile: each (program, work-group size) costs the driver a good part of a second.
   */
  private final Set<List<Object>> compiled = new HashSet<>();

  @Test
  void everyOperationGivesTheBitsOfTheReference() {
    run(20_000, 40, SEED, true);
  }

  @Test
  @Tag("long")
  void aMillionOperationsGiveTheBitsOfTheReference() {
    run(1_000_000, 800, SEED + 1, true);
  }

  /**
   * Runs cases; the properties win over the arguments.
   *
   * @param windows whether two of three sessions cut everything in small windows
   */
  void run(int usualCases, int usualPrograms, long seed, boolean windows) {
    int cases = Integer.getInteger("foldcast.contract.cases", usualCases);
    int programs = Integer.getInteger("foldcast.contract.programs", usualPrograms);
    String one = System.getProperty("foldcast.contract.case");
    List<Foldcast> sessions = new ArrayList<>();
    try {
      for (Configuration configuration : CONFIGURATIONS) {
        sessions.add(Devices.open(options(configuration, windows ? sessions.size() : 0)));
      }
      if (one != null) {
        String[] parts = one.split(":", -1);
        int index = Integer.parseInt(parts[1]);
        check(Long.parseLong(parts[0]), index, sessions.get(index), Integer.MAX_VALUE);
        return;
      }
      int done = 0;
      for (long i = 0; done < cases; i++) {
        assertTrue(i < 1000L * cases, "too few cases fit the programs allowed");
        int index = (int) (i % sessions.size());
        done += check(seed + i * 0x9e3779b97f4a7c15L, index, sessions.get(index), programs) ? 1 : 0;
      }
    } finally {
      sessions.forEach(Foldcast::close);
    }
  }

  /**
   * Two of three sessions cut everything in windows of few bytes; every other one treats its device
   * as one with memory of its own.
   */
  private static Options options(Configuration configuration, int index) {
    long[] windows = {Budget.DEFAULT.windowBytes(), 64, 1024};
    return Options.DEFAULT
        .withConfiguration(configuration)
        .withWindowBytes(windows[index % 3])
        .withOwnMemory(index % 2 == 1);
  }

  /** Runs a case unless its program is one too many. */
  private boolean check(long seed, int index, Foldcast fc, int programs) {
    Case it = new Case(seed);
    Array array = it.in(fc);
    if (!affordable(array.plans(), programs)) {
      return false;
    }
    it.fill();
    @Nullable String wrong;
    try {
      Delivery delivery = Delivery.of(seed);
      wrong = it.verdict(it.expected(), delivery.result(array), delivery == Delivery.COMPUTED);
    } catch (RuntimeException e) {
      throw new AssertionError(reproduction(seed, index, it), e);
    }
    if (wrong != null) {
      fail(wrong + "; " + reproduction(seed, index, it));
    }
    return true;
  }

  private static String reproduction(long seed, int index, Case it) {
    return String.format(
        Locale.ROOT,
        "mvn -o test -Dtest=ContractTest -Dfoldcast.contract.case=%d:%d (%s; %s)",
        seed,
        index,
        CONFIGURATIONS.get(index),
        it);
  }

  /** Each window costs the driver launches and reads: more of one kind test nothing more. */
  private static final long MOST_WINDOWS = 16;

  private boolean affordable(List<Plan> plans, int programs) {
    if (plans.stream().anyMatch(plan -> plan.windows().count() > MOST_WINDOWS)) {
      return false;
    }
    Set<List<Object>> fresh = new HashSet<>();
    for (Plan plan : plans) {
      for (Pass pass : plan.passes()) {
        fresh.add(List.of(plan.program(), pass.launch().workGroup(), pass.kernel()));
      }
    }
    fresh.removeAll(compiled);
    if (!fresh.isEmpty() && compiled.size() + fresh.size() > programs) {
      return false;
    }
    compiled.addAll(fresh);
    return true;
  }
}
