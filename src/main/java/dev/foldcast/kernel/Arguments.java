package dev.foldcast.kernel;

import dev.foldcast.kernel.Argument.Int32;
import dev.foldcast.kernel.Argument.Long64;
import dev.foldcast.kernel.Argument.Owned;
import dev.foldcast.kernel.Argument.Role;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** The arguments of each pass, in the order of its kernel's parameters. */
public final class Arguments {
  private Arguments() {}

  /**
   * The arguments of a plan's pass.
   *
   * @param index of the pass; the first, third, ... write {@link Role#RECORDS_ODD}
   */
  public static List<Argument> of(Plan plan, int index) {
    Pass pass = plan.passes().get(index);
    List<Argument> arguments = new ArrayList<>();
    if (!(pass instanceof Pass.Merge)) {
      for (int k = 0; k < plan.nest().operands(); k++) {
        arguments.add(new Argument.Operand(k));
      }
    }
    arguments.add(
        new Argument.Struct(
            NestStruct.of(plan.nest(), plan.program()), plan.program().nestInMemory()));
    Role written = index % 2 == 0 ? Role.RECORDS_ODD : Role.RECORDS_EVEN;
    Role read = index % 2 == 0 ? Role.RECORDS_EVEN : Role.RECORDS_ODD;
    if (pass instanceof Pass.Elementwise elementwise) {
      arguments.add(new Long64(elementwise.rows()));
      arguments.add(new Long64(elementwise.chunk()));
      arguments.add(new Owned(Role.RESULT));
      return arguments;
    }
    arguments.add(new Long64(plan.nest().outputs()));
    boolean toRecords;
    if (pass instanceof Pass.Reduce reduce) {
      arguments.add(new Long64(plan.nest().count()));
      arguments.add(new Long64(reduce.parts()));
      arguments.add(new Long64(reduce.partSize()));
      toRecords = reduce.toRecords();
    } else {
      Pass.Merge merge = (Pass.Merge) pass;
      arguments.add(new Long64(merge.parts()));
      arguments.add(new Long64(merge.fan()));
      toRecords = merge.toRecords();
    }
    arguments.add(new Long64(plan.divisor()));
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
}
