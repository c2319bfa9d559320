package dev.foldcast.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What of a given configuration does not run as it was given: cut to what the device can do, or
 * without a meaning for the operation.
 */
final class Differences {
  private final Configuration given;
  private final Plan plan;
  private final List<String> changed = new ArrayList<>();
  private final List<String> idle = new ArrayList<>();

  private Differences(Configuration given, Plan plan) {
    this.given = given;
    this.plan = plan;
  }

  /**
   * The differences for people, by the names that the command line has for them; empty where there
   * are none.
   */
  static String text(Configuration given, Plan plan, DeviceLimits limits) {
    if (plan.isEmpty()) {
      return "";
    }
    Differences all = new Differences(given, plan);
    all.sizes(limits);
    all.ways();
    all.stores();
    List<String> parts = new ArrayList<>(all.changed);
    if (!all.idle.isEmpty()) {
      parts.add("without effect here: " + String.join(", ", all.idle));
    }
    return String.join("; ", parts);
  }

  private void sizes(DeviceLimits limits) {
    Configuration used = plan.configuration();
    String largest =
        used.workGroup() == limits.maxWorkGroup()
            ? ", the device's largest,"
            : ", the largest that a group's memory allows,";
    changed("workgroup", given.workGroup(), used.workGroup(), largest);
    changed("vector", given.vector(), plan.program().vector(), "");
    changed("merge", given.mergeItems(), used.mergeItems(), "");
    boolean merges = plan.passes().stream().anyMatch(Pass.Merge.class::isInstance);
    idle("merge", given.mergeItems() != Configuration.UNSAID.mergeItems() && !merges);
    idle("items", given.items() > 0 && !plan.operation().isReduction());
    InFlight inFlight = plan.program().inFlight();
    idle("batch", differs(given.inFlight().batch(), inFlight.batch(), InFlight.DEFAULT.batch()));
    idle(
        "registers",
        differs(given.inFlight().registers(), inFlight.registers(), InFlight.DEFAULT.registers()));
  }

  private static boolean differs(int given, int used, int unsaid) {
    return given != unsaid && given != used;
  }

  /** How terms add up and rows are walked through. */
  private void ways() {
    Pass first = plan.passes().get(0);
    boolean apart =
        first instanceof Pass.FewTerms
            || first instanceof Pass.Runs
            || first instanceof Pass.ShortRows;
    if (apart) {
      idle("tree", given.tree());
    } else {
      changed("tree", given.sharing(), plan.program().sharing(), "");
    }
    Lanes lanes = plan.program().lanes();
    if (lanes == Lanes.INT64) {
      changed("lanes", given.lanes(), lanes, "");
    } else {
      idle("lanes", given.lanes() != lanes);
    }
    if (first instanceof Pass.Elementwise rows) {
      walk(rows.walk());
    } else if (first instanceof Pass.Reduce rows && !rows.columns()) {
      walk(rows.walk());
    } else {
      idle("walk", given.walk() != Configuration.UNSAID.walk());
    }
  }

  private void walk(Walk used) {
    if (given.walk() != Configuration.UNSAID.walk()) {
      changed("walk", given.walk(), used, "");
    }
  }

  private void stores() {
    Stores stores = plan.program().stores();
    if (stores.tile() > 0) {
      changed("tile", given.tile(), stores.tile(), "");
    } else {
      idle("tile", given.tile() > 0);
    }
    Pass first = plan.passes().get(0);
    boolean streams =
        stores.streaming()
            || (first instanceof Pass.FewTerms few && few.stream())
            || (first instanceof Pass.Runs runs && runs.stream());
    idle("stream", plan.resultBytes() >= given.streamFrom() && !streams);
  }

  private void changed(String name, Object from, Object to, String remark) {
    if (!from.equals(to)) {
      changed.add(String.format(Locale.ROOT, "%s=%s%s instead of %s", name, to, remark, from));
    }
  }

  private void idle(String name, boolean isIdle) {
    if (isIdle) {
      idle.add(name);
    }
  }
}
