package dev.foldcast.plan;

import java.util.Locale;

/**
 * What each of many work-items has in flight, as GPUs hide the memory's latency by it: more in one
 * work-item, or more work-items. CPUs' drivers know nothing of it.
 *
 * @param batch bytes of terms that it loads before it adds any, a power of two from 4 to 1024; see
 *     {@code batches.cl}
 * @param registers that it may take at most where the compiler can be told so, 16 to 255; 0: as
 *     many as it likes
 */
public record InFlight(int batch, int registers) {
  /**
   * A quarter of a GPU's work-items. (An NVIDIA H200, float32 row sums of 512 MiB: 2653 GB/s with
   * 64 registers, 3057 with 128.)
   */
  public static final InFlight DEFAULT = new InFlight(128, 128);

  private static final int LEAST_BATCH = 4;
  private static final int MOST_BATCH = 1024;
  private static final int LEAST_REGISTERS = 16;
  private static final int MOST_REGISTERS = 255;

  public InFlight {
    if (batch < LEAST_BATCH || batch > MOST_BATCH || Integer.bitCount(batch) != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "configuration: bad bytes of a batch (a power of two from %d to %d): %d",
              LEAST_BATCH,
              MOST_BATCH,
              batch));
    }
    if (registers != 0 && (registers < LEAST_REGISTERS || registers > MOST_REGISTERS)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "configuration: bad registers (%d to %d, or 0): %d",
              LEAST_REGISTERS,
              MOST_REGISTERS,
              registers));
    }
  }

  /** The same with other batches. */
  public InFlight withBatch(int other) {
    return new InFlight(other, registers);
  }

  /** The same with other registers. */
  public InFlight withRegisters(int other) {
    return new InFlight(batch, other);
  }

  /**
   * What differs from the default, as tables show it.
   *
   * @param before each, for example a comma
   */
  String differences(String before) {
    return (batch == DEFAULT.batch ? "" : before + "batch " + batch)
        + (registers == DEFAULT.registers ? "" : before + "registers " + registers);
  }
}
