package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.measure.Sample;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A benchmark as {@code bench --json} prints it and {@code bench --compare} reads it. */
final class BenchJson {
  /** Says that an object is a benchmark, and of which layout. */
  static final String MARK = "foldcast_bench";

  static final int LAYOUT = 1;

  private BenchJson() {}

  static ObjectNode of(ClDevices.Choice choice, long bytes, List<BenchResult> results) {
    ObjectNode json = Json.object().put(MARK, LAYOUT);
    json.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    DeviceInfo info = choice.device().info();
    json.putObject("device")
        .put("address", info.address())
        .put("name", info.name())
        .put("driver", info.driverVersion())
        .put("reason", choice.reason());
    json.put("size_bytes", bytes);
    ArrayNode limits = json.putArray("limits");
    ArrayNode lines = json.putArray("lines");
    for (BenchResult result : results) {
      result.limits().forEach(limit -> limits.add(limit(result.name(), limit)));
      result.lines().forEach(line -> lines.add(line(result, line)));
    }
    return json;
  }

  private static ObjectNode limit(String dtype, BenchResult.Limit limit) {
    ObjectNode json = Json.object();
    json.put("key", "limit " + limit.kind().key() + " beside " + dtype);
    json.put("limit", limit.kind().key()).put("beside", dtype);
    json.put("schedule", limit.schedule().toString()).put("bytes", limit.bytes());
    json.set("gb_per_s", rate(limit.rate()));
    json.set("kernel_seconds", sample(limit.times().kernel()));
    return json;
  }

  private static ObjectNode line(BenchResult result, BenchResult.Line line) {
    BenchLine what = line.line();
    ObjectNode json = Json.object().put("key", what.key()).put("family", what.family());
    json.put("what", what.what()).put("dtype", what.dtype()).put("accuracy", what.accuracy());
    json.put("result_shape", what.shape());
    json.put("least_bytes", what.leastBytes()).put("written_bytes", what.writtenBytes());
    json.put("limit", BenchResult.limitOf(line).key());
    json.put("share_of_limit", result.share(line));
    if (result.hard()) {
      json.put("times_fast", result.timesFast(line));
    }
    json.set("gb_per_s", rate(line.rate()));
    json.set("kernel_seconds", sample(line.times().kernel()));
    json.set("call_seconds", sample(line.times().call()));
    return json;
  }

  private static ObjectNode rate(BenchResult.Rate rate) {
    return Json.object()
        .put("median", rate.median())
        .put("low", rate.low())
        .put("high", rate.high());
  }

  static ObjectNode sample(Sample sample) {
    return Json.object()
        .put("median", sample.median())
        .put("low", sample.low())
        .put("high", sample.high())
        .put("min", sample.min())
        .put("max", sample.max())
        .put("runs", sample.runs())
        .put("outliers", sample.outliers());
  }
}
