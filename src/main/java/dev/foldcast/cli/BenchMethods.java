package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.ReduceOptions;
import dev.foldcast.Result;
import dev.foldcast.array.DType;
import dev.foldcast.engine.Span;
import dev.foldcast.exact.ExactSum;
import dev.foldcast.measure.FinalReductions;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.RandomMemory;
import dev.foldcast.measure.Rounds;
import dev.foldcast.measure.Sample;
import dev.foldcast.measure.Task;
import dev.foldcast.measure.Timing;
import dev.foldcast.opencl.ClDevice;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code bench --methods}: which final reduction? Ways to sum one float32 array, side by side. */
final class BenchMethods {
  private final long bytes;
  private final float exact;
  private final boolean collectives;
  private final List<Row> rows = new ArrayList<>();

  /** A way, and what came of it. */
  private record Row(String name, String how, float answer, Measured times) {}

  /** A way: its name, what it does, its run, and what its last run gave. */
  private record Way(String name, String how, Task task, Supplier<Float> answer) {}

  /**
   * Measures.
   *
   * @param size bytes of the array
   */
  BenchMethods(ClDevice device, Foldcast foldcast, long size, double seconds) {
    bytes = size / Long.BYTES * Long.BYTES;
    ByteBuffer floats = RandomMemory.allocate(bytes);
    BenchData.fillPositive(floats);
    exact = sum(floats);
    Array x = foldcast.of(floats.slice().order(floats.order()), DType.FLOAT32, bytes / Float.BYTES);
    boolean shared = foldcast.device() != null && foldcast.device().hostMemory();
    Array resident = shared ? x : x.compute();
    try (FinalReductions known = new FinalReductions(device, floats)) {
      collectives = known.hasCollectives();
      List<Way> ways = new ArrayList<>();
      known.methods().forEach(m -> ways.add(new Way(m.name(), m.how(), m, m::answer)));
      Ours fast = new Ours(resident.sum(ReduceOptions.ALL.fast()));
      ways.add(new Way("foldcast fast", fast.passes() + ", vectors, float32 adds", fast, fast));
      Ours precise = new Ours(resident.sum());
      ways.add(new Way("foldcast", precise.passes() + ", the exact sum", precise, precise));
      long budget = (long) (1e9 * seconds);
      List<Measured> times =
          Rounds.run(ways.stream().map(Way::task).toList(), budget, (round, task) -> {});
      for (int i = 0; i < ways.size(); i++) {
        Way way = ways.get(i);
        rows.add(new Row(way.name, way.how, way.answer.get(), times.get(i)));
      }
    } finally {
      resident.free();
    }
  }

  /** One of ours. */
  private static final class Ours implements Task, Supplier<Float> {
    private final Array sum;
    private float answer;

    Ours(Array sum) {
      this.sum = sum;
    }

    String passes() {
      int passes = sum.plans().get(0).passes().size();
      return passes == 1 ? "1 pass" : passes + " passes";
    }

    @Override
    public Timing run() {
      long start = System.nanoTime();
      Result result = sum.read();
      long call = System.nanoTime() - start;
      answer = (float) result.toDouble();
      return new Timing(
          result.reports().stream().mapToLong(r -> r.nanos(Span.Kind.KERNEL)).sum(), call);
    }

    @Override
    public Float get() {
      return answer;
    }
  }

  private static float sum(ByteBuffer floats) {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < floats.limit(); i += Float.BYTES) {
      sum.add(floats.getFloat(i));
    }
    return sum.toFloat();
  }

  void print(PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "Which final reduction? The sum of %d float32 (%s) in device memory: whole calls, medians.",
            bytes / Float.BYTES,
            Text.bytes(bytes)));
    out.println(
        String.format(Locale.ROOT, "The exact sum, rounded once, is %s.", PythonRepr.of(exact)));
    out.println();
    String line = "  %-17s%-42s%9s %6s  %12s %8s";
    out.println(String.format(Locale.ROOT, line, "", "", "time", "GB/s", "answer", "error"));
    for (Row row : rows) {
      Sample call = row.times.call();
      out.println(
          String.format(
              Locale.ROOT,
              line,
              row.name,
              row.how,
              Text.seconds(call.median()),
              BenchText.rate(bytes / call.median() / 1e9),
              PythonRepr.of(row.answer),
              error(row)));
    }
    if (!collectives) {
      out.println("  work_group_reduce_add: not on this device");
    }
    out.println("error: of the answer, relative to the exact sum.");
    out.flush();
  }

  private String error(Row row) {
    double error = Math.abs((double) row.answer - exact) / exact;
    return error == 0 ? "none" : String.format(Locale.ROOT, "%.1e", error);
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("elements", bytes / Float.BYTES).put("bytes", bytes);
    json.put("exact", PythonRepr.of(exact)).put("collectives", collectives);
    ArrayNode methods = json.putArray("methods");
    for (Row row : rows) {
      ObjectNode method = methods.addObject().put("name", row.name).put("how", row.how);
      method.put("answer", PythonRepr.of(row.answer));
      method.put("right", row.answer == exact);
      method.put("gb_per_s", bytes / row.times.call().median() / 1e9);
      method.set("kernel_seconds", BenchJson.sample(row.times.kernel()));
      method.set("call_seconds", BenchJson.sample(row.times.call()));
    }
    return json;
  }
}
