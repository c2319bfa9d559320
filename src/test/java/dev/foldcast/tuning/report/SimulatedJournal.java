package dev.foldcast.tuning.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.tuning.DeviceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * The journal of a tuner on a simulated device, the same every time: the lines are written here,
 * field by field, and not by the code that reads them. One search has a gain, one has none, one is
 * broken off.
 */
final class SimulatedJournal {
  static final DeviceKey DEVICE = new DeviceKey("pocl", "intel", "cpu", "intel-xeon", 4);
  static final String HOSTILE = "</td><script>alert(\"x\")</script> & 'y' \u0007]]>";
  private static final int ROUNDS = 14;
  private static final int PAIRS = 21;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Random random = new Random(7);
  private final List<ObjectNode> lines = new ArrayList<>();

  /** All of it, as the user's cache folder keeps it. */
  static List<ObjectNode> write(Path cache) throws IOException {
    SimulatedJournal journal = new SimulatedJournal();
    journal.add("limits").put("read", 4e10).put("copy", 3e10).put("fill", 2e10);
    journal.withGain();
    journal.withoutGain();
    journal.brokenOff();
    write(cache, journal.lines);
    return journal.lines;
  }

  static void write(Path cache, List<ObjectNode> lines) throws IOException {
    Path folder = Files.createDirectories(cache.resolve("tuning"));
    List<String> text = lines.stream().map(ObjectNode::toString).toList();
    Files.write(folder.resolve(DEVICE.file() + ".journal"), text, UTF_8);
  }

  private ObjectNode add(String event) {
    ObjectNode line = MAPPER.createObjectNode().put("event", event);
    lines.add(line);
    return line;
  }

  private static void key(ObjectNode to, String family, String dtype, String shape) {
    to.put("family", family).put("dtype", dtype).put("accuracy", "exact").put("shape", shape);
    to.putObject("device")
        .put("platform", DEVICE.platform())
        .put("vendor", DEVICE.vendor())
        .put("type", DEVICE.type())
        .put("name", DEVICE.name())
        .put("units", DEVICE.units());
    to.put("driver", "3.1").put("kernels", "00112233445566" + family.length());
  }

  private ObjectNode search(String family, String dtype, String shape, String work) {
    ObjectNode line = add("search");
    key(line, family, dtype, shape);
    line.putObject("trial")
        .put("workload", "x")
        .put("dtype", dtype)
        .put("accuracy", "exact")
        .put("bytes", 1 << 26)
        .put("working", 1 << 27);
    line.put("work", work).put("bytes", 67_108_868L).putArray("candidates");
    return line;
  }

  private static void candidate(
      ObjectNode search, int workGroup, int groups, int vector, long stream, int tile) {
    search
        .withArray("candidates")
        .addObject()
        .put("workgroup", workGroup)
        .put("groups", groups)
        .put("vector", vector)
        .put("tree", false)
        .put("items", 0)
        .put("merge", 1024)
        .put("stream", stream)
        .put("tile", tile);
  }

  private void withGain() {
    ObjectNode search =
        search("reduce_full", "float32", "one x huge x huge", "x, float32 (16777216,)");
    List<Double> speeds = new ArrayList<>();
    candidate(search, 1, 64, 16, Long.MAX_VALUE, 0);
    speeds.add(1.0);
    for (int workGroup : new int[] {1, 8}) {
      for (int vector : new int[] {4, 8, 16}) {
        for (int groups : new int[] {4, 8, 16, 32, 64, 128, 256, 512, 1024}) {
          if (workGroup != 1 || vector != 16 || groups != 64) {
            candidate(search, workGroup, groups, vector, Long.MAX_VALUE, 0);
            double width = vector == 4 ? 0.45 : vector == 8 ? 0.8 : 1;
            double many = 1.36 / (1 + Math.abs(Math.log(groups / 256.0)) / 4);
            speeds.add(width * many * (workGroup == 1 ? 1 : 0.9));
          }
        }
      }
    }
    List<Integer> right = verified(speeds.size());
    failed(3, "timeout", "did not end within 10.0 s");
    failed(20, "correctness", "element 5 of x is 2.0, not 1.0");
    failed(31, "compile", HOSTILE);
    failed(32, "runtime", "the measuring process died with exit code 139");
    right.removeAll(List.of(3, 20, 31, 32));
    int winner = race(speeds, right, ROUNDS);
    pairs(winner, speeds.get(winner));
    found(search, winner, right.size() + 4, 4, 0.82);
  }

  private void withoutGain() {
    ObjectNode search =
        search("outer", "float64", "huge x one x some", "C*F, float64 (2896, 2896)");
    List<Double> speeds = new ArrayList<>();
    for (int tile : new int[] {16, 0, 4, 64}) {
      for (long stream : new long[] {1 << 25, Long.MAX_VALUE}) {
        candidate(search, 1, 64, 8, stream, tile);
        speeds.add((tile == 0 ? 0.6 : tile == 4 ? 0.85 : 1) * (stream > 1 << 30 ? 0.7 : 1));
      }
    }
    List<Integer> right = verified(speeds.size());
    race(speeds, right, ROUNDS);
    pairs(6, 1.0);
    found(search, 0, right.size(), 0, 0.9);
  }

  private void brokenOff() {
    ObjectNode search =
        search("reduce_rows", "int32", "many x some x some", "axis=1, int32 (16384, 1024)");
    for (int groups : new int[] {64, 16, 32, 128, 256}) {
      candidate(search, 1, groups, 16, Long.MAX_VALUE, 0);
    }
    List<Integer> right = verified(4);
    race(List.of(1.0, 0.8, 0.9, 1.1), right, 2);
    add("run").put("do", "verify").put("c", 4).put("process", 11);
  }

  private List<Integer> verified(int candidates) {
    List<Integer> right = new ArrayList<>();
    for (int c = 0; c < candidates; c++) {
      add("run").put("do", "verify").put("c", c).put("process", 10);
      add("ran").put("c", c).put("wrong", "").put("process", 10);
      right.add(c);
    }
    return right;
  }

  private void failed(int candidate, String kind, String what) {
    add("failed").put("c", candidate).put("invalidity", kind).put("what", what).put("process", 10);
  }

  private double seconds(double speed) {
    return 4e-3 / speed * (1 + Math.abs(random.nextGaussian()) / 50);
  }

  /** Who is far behind leaves after a round, then the slowest fifth; the fastest wins. */
  private int race(List<Double> speeds, List<Integer> right, int rounds) {
    TreeSet<Integer> left = new TreeSet<>(right);
    for (int round = 1; round <= rounds; round++) {
      ArrayNode times = add("round").putArray("seconds");
      double drift = 1 + random.nextDouble() / 2;
      left.forEach(c -> times.addObject().put("c", c).put("s", drift * seconds(speeds.get(c))));
      List<Integer> slowest = new ArrayList<>(left);
      slowest.sort((a, b) -> Double.compare(speeds.get(a), speeds.get(b)));
      slowest
          .subList(0, round == 1 ? slowest.size() / 3 : slowest.size() / 5)
          .forEach(left::remove);
      left.add(0);
    }
    return left.stream().max((a, b) -> Double.compare(speeds.get(a), speeds.get(b))).orElseThrow();
  }

  private void pairs(int winner, double speed) {
    for (int i = 0; i < PAIRS; i++) {
      double drift = 1 + random.nextDouble() / 2;
      add("pair")
          .put("c", winner)
          .put("default", drift * seconds(1))
          .put("s", drift * seconds(speed));
    }
  }

  /** The numbers of the evidence are the tuner's claim: the page shows them as they are. */
  private void found(ObjectNode search, int winner, int candidates, int rejected, double share) {
    ObjectNode entry = add("found").putObject("entry");
    key(
        entry,
        search.path("family").asText(),
        search.path("dtype").asText(),
        search.path("shape").asText());
    entry.set("configuration", search.path("candidates").get(winner));
    boolean none = winner == 0;
    entry
        .putObject("evidence")
        .put("date", "2026-11-21")
        .put("command", "foldcast tune --effort normal")
        .put("work", search.path("work").asText())
        .put("bytes", search.path("bytes").asLong())
        .put("default_seconds", 4.1234e-3)
        .put("tuned_seconds", none ? 4.1234e-3 : 3.0303e-3)
        .put("ratio", none ? 1 : 0.7349)
        .put("low", none ? 1 : 0.7123)
        .put("high", none ? 1 : 0.7456)
        .put("pairs", none ? 0 : PAIRS)
        .put("share_of_limit", share)
        .put("candidates", candidates)
        .put("rejected", rejected);
  }
}
