package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.Options;
import dev.foldcast.ReduceOptions;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.io.Access;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Begins on another processor what a command will most likely need, while its words are read: loads
 * the drivers and opens the device, and for a plain {@code sum FILE} compiles its program. Together
 * that takes as long as to read the words. What fails here is done again by the command, which
 * tells why.
 */
final class Ahead implements AutoCloseable {
  private static final List<String> COMPUTING = List.of("sum", "mean", "max", "min", "multiply");

  /** With a word that begins so a command needs no device, or another one. */
  private static final List<String> OTHERWISE =
      List.of(
          "-h",
          "--help",
          "-V",
          "--version",
          "--explain",
          "--device",
          "--memory",
          "--configuration");

  private final List<String> words;
  private final CompletableFuture<Foldcast> opened = new CompletableFuture<>();
  private final @Nullable Thread thread;
  private boolean taken;

  private Ahead(List<String> words, boolean begins) {
    this.words = words;
    thread = begins ? new Thread(this::run, "foldcast-ahead") : null;
  }

  /** Begins, if the words are those of a command that computes on the usual device. */
  static Ahead of(String... args) {
    List<String> words = List.of(args);
    boolean begins =
        !words.isEmpty()
            && COMPUTING.contains(words.get(0))
            && words.stream().skip(1).anyMatch(word -> word.equals("-") || !word.startsWith("-"))
            && words.stream().noneMatch(word -> OTHERWISE.stream().anyMatch(word::startsWith));
    Ahead ahead = new Ahead(words, begins);
    if (ahead.thread != null) {
      ahead.thread.setDaemon(true);
      ahead.thread.start();
    }
    return ahead;
  }

  private void run() {
    try {
      Foldcast foldcast = Foldcast.open();
      opened.complete(foldcast);
      compile(foldcast);
    } catch (RuntimeException | Error e) { // whoever waits must not wait for ever
      opened.completeExceptionally(e);
    }
  }

  private void compile(Foldcast foldcast) {
    if (words.size() != 2 || words.get(1).startsWith("-")) {
      return;
    }
    var file = foldcast.npy(Inputs.path(words.get(1)), Access.MAP);
    Array reduced = Reductions.of(words.get(0), file, ReduceOptions.ALL);
    if (reduced != null) {
      reduced.prepare();
    }
  }

  /** The device opened with these options, for the caller to close; null if it is not here. */
  @Nullable Foldcast take(Options options) {
    if (thread == null || taken || !options.equals(Options.DEFAULT)) {
      return null;
    }
    try {
      Foldcast foldcast = opened.join();
      taken = true;
      return foldcast;
    } catch (CompletionException e) {
      return null;
    }
  }

  /** Waits for its thread: a process must not end while it loads libraries. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!taken && !opened.isCompletedExceptionally()) {
      closeQuietly(opened.join());
    }
  }

  private static void closeQuietly(Foldcast unused) {
    try {
      unused.close();
    } catch (FoldcastException e) {
      // The command never used it.
    }
  }
}
