package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.plan.Launch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Reports in the trace event format, which chrome://tracing and Perfetto show: one track for each
 * kind of work.
 */
final class Trace {
  private Trace() {}

  static byte[] of(List<Report> reports, String device) {
    ObjectNode trace = Json.object();
    ArrayNode events = trace.putArray("traceEvents");
    events.add(name("process_name", 0, "foldcast on " + device));
    for (Span.Kind kind : Span.Kind.values()) {
      events.add(name("thread_name", track(kind), kind.name().toLowerCase(Locale.ROOT)));
    }
    long zero = 0;
    for (Report report : reports) {
      for (Span span : report.spans()) {
        events.add(event(span, zero));
      }
      zero += report.totalNanos();
    }
    trace.put("displayTimeUnit", "ms");
    return Json.pretty(trace).getBytes(StandardCharsets.UTF_8);
  }

  private static int track(Span.Kind kind) {
    return switch (kind) {
      case BUILD -> 1;
      case UPLOAD -> 2;
      case KERNEL -> 3;
      case DOWNLOAD -> 4;
      case WRITE -> 5;
    };
  }

  private static ObjectNode name(String what, int track, String name) {
    ObjectNode event = Json.object().put("name", what).put("ph", "M").put("pid", 1);
    event.put("tid", track).putObject("args").put("name", name);
    return event;
  }

  private static ObjectNode event(Span span, long zero) {
    ObjectNode event = Json.object();
    event
        .put("name", span.name())
        .put("cat", span.kind().name().toLowerCase(Locale.ROOT))
        .put("ph", "X")
        .put("ts", (zero + span.startNanos()) / 1e3)
        .put("dur", span.nanos() / 1e3)
        .put("pid", 1)
        .put("tid", track(span.kind()));
    Launch launch = span.launch();
    if (launch != null) {
      event
          .putObject("args")
          .put("global_size", launch.globalSize())
          .put("work_group", launch.workGroup());
    }
    return event;
  }
}
