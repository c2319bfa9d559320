package dev.foldcast.cli;

import java.util.ArrayList;
import java.util.List;

/** Splits the time of the demo's naive ways into named parts. */
final class Stopwatch {
  private final long start = System.nanoTime();
  private final List<String> parts = new ArrayList<>();
  private long last = start;

  /** Ends a part. */
  void lap(String name) {
    long now = System.nanoTime();
    parts.add(name + " " + Text.seconds((now - last) / 1e9));
    last = now;
  }

  /** Seconds until the last lap. */
  double seconds() {
    return (last - start) / 1e9;
  }

  @Override
  public String toString() {
    return String.join(", ", parts);
  }
}
