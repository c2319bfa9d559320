package dev.foldcast.kernel;

import dev.foldcast.kernel.Argument.Int32;
import dev.foldcast.kernel.Argument.Long64;
import dev.foldcast.kernel.Argument.Owned;
import dev.foldcast.kernel.Argument.Role;
import dev.foldcast.plan.Loop;
import dev.foldcast.plan.Nest;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Window;
import java.util.ArrayList;
import java.util.List;

/** The arguments of each pass, in the order of its kernel's parameters. */
public final class Arguments {
  private Arguments() {}

  /**
   * The arguments of a pass.
   *
   * @param index of the pass in the window; the first, third, ... write {@link Role#RECORDS_ODD}
   * @param leads elements of each operand's buffer that come before its box
   */
  public static List<Argument> of(Plan plan, Window window, int index, List<Long> leads) {
    Pass pass = plan.passes().get(index);
    Nest nest = pass.nest(window.nest());
    List<Argument> arguments = new ArrayList<>();
    if (!(pass instanceof Pass.Merge)) {
      for (int k = 0; k < nest.operands(); k++) {
        arguments.add(new Argument.Operand(k));
      }
    }
    arguments.add(
        new Argument.Struct(
            NestStruct.of(nest, plan.program(), leads), plan.program().nestInMemory()));
    Role written = index % 2 == 0 ? Role.RECORDS_ODD : Role.RECORDS_EVEN;
    Role read = index % 2 == 0 ? Role.RECORDS_EVEN : Role.RECORDS_ODD;
    if (pass instanceof Pass.Tiles
        || pass instanceof Pass.SharedTiles
        || pass instanceof Pass.ShortRows) {
      List<Loop> box = nest.kept().subList(nest.kept().size() - 2, nest.kept().size());
      arguments.add(new Long64(nest.outputs() / box.get(0).extent() / box.get(1).extent()));
      if (pass instanceof Pass.Tiles tiles) {
        arguments.add(new Long64(tiles.chunk()));
      } else if (pass instanceof Pass.ShortRows rows) {
        arguments.add(new Long64(rows.chunk()));
      }
      arguments.add(new Owned(Role.RESULT));
      return arguments;
    }
    if (pass instanceof Pass.Elementwise elementwise) {
      long width = nest.width();
      arguments.add(new Long64(nest.outputs() / width));
      arguments.add(new Long64(elementwise.chunk()));
      arguments.add(new Owned(Role.RESULT));
      return arguments;
    }
    if (pass instanceof Pass.FewTerms few) {
      long width = nest.width();
      arguments.add(new Long64(nest.outputs() / width));
      arguments.add(new Long64(few.chunk()));
      addResults(arguments, plan, few.stream());
      return arguments;
    }
    if (pass instanceof Pass.Runs runs) {
      arguments.add(new Long64(nest.outputs() / nest.width()));
      arguments.add(new Long64(runs.run()));
      arguments.add(new Long64(window.nest().skip()));
      arguments.add(new Long64(runs.chunk()));
      addResults(arguments, plan, runs.stream());
      return arguments;
    }
    arguments.add(new Long64(nest.outputs()));
    boolean toRecords;
    if (pass instanceof Pass.Reduce reduce) {
      arguments.add(new Long64(nest.count()));
      arguments.add(new Long64(reduce.parts()));
      arguments.add(new Long64(reduce.partSize()));
      if (reduce.columns()) {
        long width = nest.width();
        long rowsLeft = window.nest().count() - nest.count() * reduce.joined();
        arguments.add(new Long64(reduce.joined()));
        arguments.add(new Long64(rowsLeft * (width / reduce.joined())));
        arguments.add(new Int32(reduce.together() ? 1 : 0));
      }
      toRecords = reduce.toRecords() || !window.last();
    } else {
      Pass.Merge merge = (Pass.Merge) pass;
      arguments.add(new Long64(merge.parts()));
      arguments.add(new Long64(merge.fan()));
      toRecords = merge.toRecords();
    }
    arguments.add(new Long64(plan.divisor()));
    if (pass instanceof Pass.Reduce) {
      arguments.add(new Int32(window.first() ? 0 : 1));
    }
    arguments.add(new Int32(toRecords ? 1 : 0));
    arguments.add(new Owned(Role.RESULT));
    if (pass instanceof Pass.Merge) {
      arguments.add(new Owned(read));
    }
    arguments.add(new Owned(written));
    arguments.add(new Owned(Role.SLOTS));
    arguments.add(new Owned(Role.STATUS));
    if (plan.program().tree() && !pass.kernel().equals("reduce_columns")) {
      arguments.add(new Argument.Local(plan.localBytes()));
    }
    return arguments;
  }

  /** What a pass that leaves nothing but results has at the end. */
  private static void addResults(List<Argument> arguments, Plan plan, boolean stream) {
    arguments.add(new Long64(plan.divisor()));
    arguments.add(new Int32(stream ? 1 : 0));
    arguments.add(new Owned(Role.RESULT));
    arguments.add(new Owned(Role.SLOTS));
    arguments.add(new Owned(Role.STATUS));
  }
}
