package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Array;
import dev.foldcast.array.DType;
import dev.foldcast.kernel.ProgramText;
import dev.foldcast.measure.BuildTimes;
import dev.foldcast.measure.Rounds;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.plan.Plan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the first run of an operation costs beside its work: the building of its program. */
final class BenchBuilds {
  /** What asks for it alone: {@code --only=builds}. */
  static final String KEY = "builds";

  private record Line(String family, String what, BuildTimes.Times times) {}

  private final DType dtype;
  private final List<Line> lines = new ArrayList<>();

  /** Measures the programs of some usual operations. */
  BenchBuilds(ClDevice device, Bench bench, DType dtype) {
    this.dtype = dtype;
    try (BuildTimes builds = new BuildTimes(device);
        BenchArrays arrays = bench.lazy(dtype)) {
      add(builds, BenchCase.SMALL + " elements", arrays.x(BenchCase.SMALL).sum());
      add(builds, "x", arrays.x(arrays.size()).sum());
      add(builds, "axis=0", arrays.x(arrays.rows(), arrays.columns()).sum(0));
      add(builds, "x*y", arrays.x(arrays.size()).multiply(arrays.y(arrays.size())));
    }
  }

  private void add(BuildTimes builds, String what, Array array) {
    Plan plan = array.plans().get(0);
    ProgramText text = ProgramText.of(plan.program());
    String kernel = plan.passes().get(0).kernel();
    lines.add(new Line(plan.family().key(), what, builds.of(text, kernel, Rounds.LEAST_RUNS)));
  }

  void print(PrintWriter out) {
    out.println();
    out.println(
        String.format(
            Locale.ROOT, "%-37s%9s %9s", "building, " + dtype.numpyName(), "compiled", "kept"));
    for (Line line : lines) {
      BuildTimes.Times times = line.times;
      out.println(
          String.format(
              Locale.ROOT,
              "  %-15s%-20s%9s %9s",
              line.family,
              line.what,
              Text.seconds(times.source().median()),
              times.binary() == null ? "no" : Text.seconds(times.binary().median())));
    }
    out.flush();
  }

  ArrayNode json() {
    ArrayNode json = Json.array(List.of());
    for (Line line : lines) {
      ObjectNode object = json.addObject().put("family", line.family).put("what", line.what);
      object.put("dtype", dtype.numpyName());
      object.set("compiled_seconds", BenchJson.sample(line.times.source()));
      if (line.times.binary() != null) {
        object.set("kept_seconds", BenchJson.sample(line.times.binary()));
      }
    }
    return json;
  }
}
