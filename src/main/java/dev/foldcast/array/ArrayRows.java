package dev.foldcast.array;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Copies rows of runs out of Java arrays. Everything is in whole elements. Single elements have
 * loops of their own: a bulk copy costs ten times as much as one element.
 */
final class ArrayRows {
  /** Makes rows that go into a buffer of native byte order. */
  @FunctionalInterface
  interface Into {
    RowCopier into(ByteBuffer buffer);
  }

  private ArrayRows() {}

  static Into of(float[] values) {
    return buffer -> {
      FloatBuffer to = buffer.asFloatBuffer();
      return (from, step, at, toStep, turns, bytes) ->
          floats(
              values,
              (int) (from / Float.BYTES),
              (int) (step / Float.BYTES),
              to,
              at / Float.BYTES,
              toStep / Float.BYTES,
              turns,
              bytes / Float.BYTES);
    };
  }

  private static void floats(
      float[] from, int first, int step, FloatBuffer to, int at, int toStep, int turns, int run) {
    for (int turn = 0; turn < turns; turn++) {
      if (run == 1) {
        to.put(at + turn * toStep, from[first + turn * step]);
      } else {
        to.put(at + turn * toStep, from, first + turn * step, run);
      }
    }
  }

  static Into of(double[] values) {
    return buffer -> {
      DoubleBuffer to = buffer.asDoubleBuffer();
      return (from, step, at, toStep, turns, bytes) ->
          doubles(
              values,
              (int) (from / Double.BYTES),
              (int) (step / Double.BYTES),
              to,
              at / Double.BYTES,
              toStep / Double.BYTES,
              turns,
              bytes / Double.BYTES);
    };
  }

  private static void doubles(
      double[] from, int first, int step, DoubleBuffer to, int at, int toStep, int turns, int run) {
    for (int turn = 0; turn < turns; turn++) {
      if (run == 1) {
        to.put(at + turn * toStep, from[first + turn * step]);
      } else {
        to.put(at + turn * toStep, from, first + turn * step, run);
      }
    }
  }

  static Into of(int[] values) {
    return buffer -> {
      IntBuffer to = buffer.asIntBuffer();
      return (from, step, at, toStep, turns, bytes) ->
          ints(
              values,
              (int) (from / Integer.BYTES),
              (int) (step / Integer.BYTES),
              to,
              at / Integer.BYTES,
              toStep / Integer.BYTES,
              turns,
              bytes / Integer.BYTES);
    };
  }

  private static void ints(
      int[] from, int first, int step, IntBuffer to, int at, int toStep, int turns, int run) {
    for (int turn = 0; turn < turns; turn++) {
      if (run == 1) {
        to.put(at + turn * toStep, from[first + turn * step]);
      } else {
        to.put(at + turn * toStep, from, first + turn * step, run);
      }
    }
  }

  static Into of(long[] values) {
    return buffer -> {
      LongBuffer to = buffer.asLongBuffer();
      return (from, step, at, toStep, turns, bytes) ->
          longs(
              values,
              (int) (from / Long.BYTES),
              (int) (step / Long.BYTES),
              to,
              at / Long.BYTES,
              toStep / Long.BYTES,
              turns,
              bytes / Long.BYTES);
    };
  }

  private static void longs(
      long[] from, int first, int step, LongBuffer to, int at, int toStep, int turns, int run) {
    for (int turn = 0; turn < turns; turn++) {
      if (run == 1) {
        to.put(at + turn * toStep, from[first + turn * step]);
      } else {
        to.put(at + turn * toStep, from, first + turn * step, run);
      }
    }
  }
}
