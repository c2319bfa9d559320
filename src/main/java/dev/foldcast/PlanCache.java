package dev.foldcast;

import dev.foldcast.array.Layout;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plans made last: planning a small sum takes longer than computing it. Plans are values that
 * hold no data of operands. Thread-safe.
 */
final class PlanCache {
  /** Plans kept at most; each has a few KiB. */
  private static final int MOST_PLANS = 256;

  /** All that decides a plan of one device under one configuration rule. */
  private record Key(Operation operation, Layout result, Target target) {
    /** Written out, as those of what it compares: see {@link Operation#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key o
          && operation.equals(o.operation)
          && result.equals(o.result)
          && target == o.target;
    }

    /** Of what tells most operations apart: that of all takes Java long to make. */
    @Override
    public int hashCode() {
      return 31 * operation.shape().hashCode() + result.hashCode();
    }
  }

  private final Map<Key, Plan> plans =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Plan> eldest) {
          return size() > MOST_PLANS;
        }
      };

  /**
   * The plan of an operation.
   *
   * @param make makes it if it is not known; not kept if that fails
   */
  Plan get(Operation operation, Layout result, Target target, Supplier<Plan> make) {
    Key key = new Key(operation, result, target);
    Plan known;
    synchronized (plans) {
      known = plans.get(key);
    }
    if (known != null) {
      return known;
    }
    Plan made = make.get();
    synchronized (plans) {
      plans.put(key, made);
    }
    return made;
  }

  /** Number of plans kept. */
  int size() {
    synchronized (plans) {
      return plans.size();
    }
  }
}
