package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.tuning.Comparison;
import dev.foldcast.tuning.ConfigurationJson;
import dev.foldcast.tuning.ExportedStore;
import dev.foldcast.tuning.Subject;
import java.util.Locale;

/** A comparison of two machines as {@code --json} prints it. */
final class CompareJson {
  private CompareJson() {}

  static ObjectNode of(Comparison comparison, ExportedStore a, ExportedStore b) {
    ObjectNode json = Json.object();
    json.set("a", machine(a, comparison.onlyA()));
    json.set("b", machine(b, comparison.onlyB()));
    ArrayNode operations = json.putArray("operations");
    comparison.rows().forEach(row -> operations.add(row(row)));
    String conclusion = new CompareText(comparison).conclusion();
    return json.put("conclusion", conclusion.replaceAll("\\s+", " "));
  }

  private static ObjectNode machine(ExportedStore store, int alone) {
    return Json.object()
        .put("file", store.file())
        .put("device", CompareText.devices(store))
        .put("only_here", alone);
  }

  private static ObjectNode row(Comparison.Row row) {
    Subject subject = row.subject();
    ObjectNode json =
        Json.object()
            .put("family", subject.family().key())
            .put("dtype", subject.dtype().numpyName())
            .put("accuracy", subject.accuracy().name().toLowerCase(Locale.ROOT))
            .put("shape", subject.shape().toString())
            .put("same_kernels", !row.ofOtherKernels())
            .put("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
    json.set("a", side(row.a()));
    json.set("b", side(row.b()));
    return json;
  }

  /** {@code other_by_winner} is null where it was not measured. */
  private static ObjectNode side(Comparison.Side side) {
    ObjectNode json = Json.object();
    json.set("winner", ConfigurationJson.of(side.entry().configuration()));
    json.put("gb_per_s", CompareText.rate(side.entry()))
        .put("default_by_winner", side.defaultCost())
        .put("other", side.other().name().toLowerCase(Locale.ROOT));
    boolean measured = side.other() != Comparison.Other.NOT_MEASURED;
    return json.put("other_by_winner", measured ? Double.valueOf(side.cost()) : null);
  }
}
