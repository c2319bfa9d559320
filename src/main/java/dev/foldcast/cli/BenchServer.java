package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.ReduceOptions;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.io.Access;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Timing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * {@code bench --serve}: runs one operation a line on arrays that stay on the device, so that
 * another program can time something else between two runs. Each line is answered by one of JSON.
 *
 * <pre>
 * load NAME FILE                   brings a .npy file to the device
 * sum NAME [axis=I[,J]] [fast]     {"kernel_seconds", "call_seconds", "read_bytes", ...}
 * mean NAME [axis=I[,J]] [fast]    likewise
 * multiply NAME NAME               likewise, into memory that exists where it fits
 * write OUT sum|mean|multiply ...  writes the result to a .npy file
 * limit read|copy|fill             {"gb_per_s": [...]}: one run of each of the best kernels
 * free NAME
 * </pre>
 */
final class BenchServer {
  /** So many that a product of them is large enough to stay on the device. */
  private static final int WARM_UP_ELEMENTS = 1 << 19;

  private static final long WARM_UP_NANOS = 2_000_000_000L;

  private final Foldcast foldcast;
  private final Bench bench;
  private final Map<String, Array> arrays = new HashMap<>();

  /** A server of these operations and limits. */
  BenchServer(Foldcast foldcast, Bench bench) {
    this.foldcast = foldcast;
    this.bench = bench;
  }

  /** Answers lines until there are no more. */
  void serve(BufferedReader lines, PrintWriter out) throws IOException {
    warmUp();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ObjectNode answer;
      try {
        answer = answer(ShellWords.split(line));
      } catch (FoldcastException | IllegalArgumentException | NoSuchElementException e) {
        answer = Json.object().put("error", String.valueOf(e.getMessage()));
      }
      out.println(Json.compact(answer));
      out.flush();
    }
  }

  /** Before Java has compiled what runs often, a call takes up to a millisecond more. */
  private void warmUp() {
    Array array = foldcast.of(new float[WARM_UP_ELEMENTS]).compute();
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP_NANOS) {
      run(array.sum());
      run(array.multiply(array));
    }
    array.free();
  }

  private ObjectNode answer(List<String> words) {
    String verb = words.isEmpty() ? "" : words.get(0);
    return switch (verb) {
      case "load" -> load(word(words, 1), word(words, 2));
      case "free" -> free(word(words, 1));
      case "limit" -> limit(word(words, 1));
      case "write" -> write(word(words, 1), operation(words.subList(2, words.size())));
      default -> run(operation(words));
    };
  }

  private static String word(List<String> words, int index) {
    if (index >= words.size()) {
      throw new IllegalArgumentException("too few words: " + String.join(" ", words));
    }
    return words.get(index);
  }

  private Array array(String name) {
    Array known = arrays.get(name);
    if (known == null) {
      throw new NoSuchElementException("no array " + name);
    }
    return known;
  }

  private ObjectNode load(String name, String file) {
    Array array = foldcast.npy(Inputs.path(file), Access.MAP).compute();
    arrays.put(name, array);
    return Json.object().put("shape", array.shape().toString());
  }

  private ObjectNode free(String name) {
    array(name).free();
    arrays.remove(name);
    return Json.object();
  }

  private Array operation(List<String> words) {
    String verb = word(words, 0);
    if (verb.equals("multiply")) {
      return array(word(words, 1)).multiply(array(word(words, 2)));
    }
    ReduceOptions options = ReduceOptions.ALL;
    for (String word : words.subList(2, words.size())) {
      if (word.startsWith("axis=")) {
        options = ReduceOptions.over(new AxisList.Converter().convert(word.substring(5)).toArray());
      } else if (word.equals("fast")) {
        options = options.fast();
      } else {
        throw new IllegalArgumentException("what is " + word + "?");
      }
    }
    Array reduced = Reductions.of(verb, array(word(words, 1)), options);
    if (reduced == null) {
      throw new IllegalArgumentException("there is no " + verb);
    }
    return reduced;
  }

  private ObjectNode run(Array array) {
    BenchLine line = BenchLine.of(new BenchCase("", "", a -> array), "", array, bench.output());
    Timing timing = line.task().run();
    ObjectNode json = Json.object().put("family", line.family());
    json.put("kernel_seconds", timing.kernelNanos() / 1e9);
    json.put("call_seconds", timing.callNanos() / 1e9);
    return json.put("read_bytes", line.readBytes()).put("written_bytes", line.writtenBytes());
  }

  private static ObjectNode write(String file, Array array) {
    array.write(Inputs.path(file));
    return Json.object();
  }

  private ObjectNode limit(String name) {
    LimitKind kind = LimitKind.valueOf(name.toUpperCase(Locale.ROOT));
    ObjectNode json = Json.object();
    ArrayNode rates = json.putArray("gb_per_s");
    for (LimitSchedule schedule : bench.limits().finalists(kind)) {
      rates.add(
          (double) kind.bytes(bench.bytes()) / bench.limits().task(schedule).run().kernelNanos());
    }
    return json;
  }
}
