package dev.foldcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.foldcast.Result;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Span;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Plan;

/** An outcome as {@code --json} prints it. */
final class OutcomeJson {
  /** Results of more elements must be written to a file. */
  static final long MOST_ELEMENTS = 1000;

  private OutcomeJson() {}

  /** Either {@code result} or {@code output}, and nothing else. */
  static ObjectNode answer(Outcome outcome) {
    ObjectNode json = Json.object();
    Result result = outcome.result();
    if (result != null) {
      json.set("result", elements(result));
    } else {
      json.put("output", outcome.output());
    }
    return json;
  }

  /** Every field. */
  static ObjectNode full(Outcome outcome) {
    ObjectNode json = answer(outcome);
    json.set("shape", Json.array(outcome.shape().extents()));
    json.put("dtype", outcome.dtype().numpyName());
    json.set("device", device(outcome));
    json.set("configuration", configuration(outcome.last().plan()));
    ObjectNode seconds = json.putObject("seconds");
    seconds.put("build", outcome.seconds(Span.Kind.BUILD));
    seconds.put("upload", outcome.seconds(Span.Kind.UPLOAD));
    seconds.put("kernel", outcome.seconds(Span.Kind.KERNEL));
    seconds.put("download", outcome.seconds(Span.Kind.DOWNLOAD));
    seconds.put("total", outcome.totalNanos() / 1e9);
    json.put("passes", outcome.passes());
    json.put("peak_device_bytes", outcome.peakDeviceBytes());
    json.put("uploaded_bytes", outcome.uploadedBytes());
    json.put("copied_bytes", outcome.copiedBytes());
    json.put("readback_bytes", outcome.readBackBytes());
    return json;
  }

  private static ObjectNode device(Outcome outcome) {
    ObjectNode json = Json.object();
    DeviceInfo info = outcome.foldcast().device();
    if (info != null) {
      json.put("address", info.address());
      json.put("name", info.name());
      json.put("driver", info.driverVersion());
    }
    return json.put("reason", outcome.foldcast().deviceReason());
  }

  private static ObjectNode configuration(Plan plan) {
    Configuration schedule = plan.configuration();
    return Json.object()
        .put("family", plan.family().key())
        .put("workgroup", schedule.workGroup())
        .put("groups", schedule.groups())
        .put("vector", schedule.vector())
        .put("tree", schedule.tree())
        .put("items", schedule.items())
        .put("merge", schedule.mergeItems())
        .put("stream", schedule.streamFrom())
        .put("tile", schedule.tile())
        .put("reason", plan.why());
  }

  private static JsonNode elements(Result result) {
    return nested(result, 0, 0);
  }

  /** The part at fixed indices of the axes before this one, whose first element is {@code at}. */
  private static JsonNode nested(Result result, int axis, long at) {
    Shape shape = result.shape();
    if (axis == shape.rank()) {
      return TextNode.valueOf(Elements.text(result, at));
    }
    long step = 1;
    for (int inner = axis + 1; inner < shape.rank(); inner++) {
      step *= shape.extent(inner);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long i = 0; i < shape.extent(axis); i++) {
      array.add(nested(result, axis + 1, at + i * step));
    }
    return array;
  }
}
