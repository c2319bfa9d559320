package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.DeviceException;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.error.MemoryException;
import dev.foldcast.measure.LeastTime;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Configuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The process that measures: a driver that hangs or dies takes only this one along. It is told on
 * stdin what to do, one JSON object a line, and answers in the journal alone, where it also says
 * what it is about to run before it runs it.
 *
 * <p>Every event of its names the process, because several may write to one journal:
 *
 * <pre>
 * {"do":"begin","workload":"x",...}                            {"event":"ready"}
 * {"do":"verify","runs":[{"c":3,"configuration":{...}}, ...]}  {"event":"run","do":"verify","c":3}
 *                                                              {"event":"built","c":3}
 *                                                              {"event":"ran","c":3,"wrong":""}
 *                                                              ...  {"event":"ready"}
 * {"do":"time","runs":[...]}                                   {"event":"ran","c":3,"nanos":123}
 * {"do":"limits"}                                              {"event":"limits","read":3e10,...}
 * </pre>
 *
 * A run that fails answers {@code {"event":"failed","c":3,"invalidity":"compile","what":...}}. When
 * stdin ends, so does the process, whatever it is doing: its parent is gone.
 */
public final class Child {
  private final Journal journal;
  private final Trials trials;

  private Child(Journal journal, Trials trials) {
    this.journal = journal;
    this.trials = trials;
  }

  /** Measures on a device: the journal's file and the device's address. */
  public static void main(String[] args) {
    serve(
        Path.of(args[0]),
        System.in,
        () -> new NestTrials(ClDevices.choose(args[1], null).device(), false));
  }

  /** Does what it is told with some trials until it is told no more. */
  static void serve(Path file, InputStream in, Supplier<Trials> open) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(in, lines), "commands");
    reader.setDaemon(true);
    reader.start();
    try (Journal journal = new Journal(file)) {
      try (Trials trials = open.get()) {
        Child child = new Child(journal, trials);
        while (true) {
          child.obey(lines.take());
        }
      } catch (FoldcastException e) {
        journal.add(signed(Journal.event("broken").put("what", message(e))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void read(InputStream in, BlockingQueue<String> lines) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // As at the end.
    }
    Runtime.getRuntime().halt(0);
  }

  private void obey(String line) {
    JsonNode command = Journal.parsed(line);
    if (command == null) {
      throw new IllegalArgumentException("no command: " + line);
    }
    String verb = command.path("do").asText();
    if (verb.equals("begin")) {
      trials.begin(Trial.read(command));
    } else if (verb.equals("limits")) {
      LeastTime limits = trials.limits();
      say(
          Journal.event("limits")
              .put("read", limits.readRate())
              .put("copy", limits.copyRate())
              .put("fill", limits.fillRate()));
    }
    for (JsonNode run : command.path("runs")) {
      run(verb, run.path("c").asInt(), ConfigurationJson.read(run.path("configuration")));
    }
    say(Journal.event("ready"));
  }

  private void run(String verb, int candidate, Configuration configuration) {
    say(Journal.event("run").put("do", verb).put("c", candidate));
    ObjectNode answer;
    try {
      answer = Journal.event("ran").put("c", candidate);
      trials.build(configuration); // again, if an earlier process was lost
      say(Journal.event("built").put("c", candidate));
      if (verb.equals("verify")) {
        answer.put("wrong", trials.verify(configuration));
      } else {
        answer.put("nanos", trials.time(configuration));
      }
    } catch (FoldcastException | UncheckedIOException e) {
      answer =
          Journal.event("failed")
              .put("c", candidate)
              .put("invalidity", kind(e).key())
              .put("what", message(e));
    }
    say(answer);
  }

  private void say(ObjectNode event) {
    journal.add(signed(event));
  }

  private static ObjectNode signed(ObjectNode event) {
    return event.put("process", ProcessHandle.current().pid());
  }

  private static Rejected.Kind kind(RuntimeException e) {
    if (e instanceof MemoryException) {
      return Rejected.Kind.CONSTRAINTS;
    }
    boolean building = e instanceof DeviceException d && d.call().equals("clBuildProgram");
    return building ? Rejected.Kind.COMPILE : Rejected.Kind.RUNTIME;
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }
}
