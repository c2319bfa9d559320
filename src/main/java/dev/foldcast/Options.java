package dev.foldcast;

import dev.foldcast.opencl.ClHook;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Foldcast} is opened. Immutable.
 *
 * @param device {@code P:D}, part of a name, {@code cpu} or {@code gpu}; null: the environment's
 *     {@code FOLDCAST_DEVICE}, else the best device
 * @param configuration the schedule of every operation; null: the best one known for the device
 * @param cache folder of what {@code foldcast tune} has found and of what can be made again; null:
 *     the environment's {@code FOLDCAST_CACHE}, else {@code foldcast} in {@code XDG_CACHE_HOME} or
 *     {@code ~/.cache}
 * @param binaries whether to keep programs' binaries in that folder for the next process, which
 *     then need not compile them; without a {@code cache} the environment's {@code
 *     FOLDCAST_BINARIES} may name another folder, or be {@code none}
 * @param memoryBytes bound on device buffers plus host memory of our own; {@link Long#MAX_VALUE}
 *     for none
 * @param windowBytes most bytes of one window of a result, or of an operand that has to be packed:
 *     for tests and measurements
 * @param outOfOrder whether the device may run commands in any order that their events allow
 * @param ownMemory whether to treat a device as one that shares no memory with the host
 * @param hook sees every OpenCL call and may make it fail: for tests
 */
public record Options(
    @Nullable String device,
    @Nullable Configuration configuration,
    @Nullable Path cache,
    boolean binaries,
    long memoryBytes,
    long windowBytes,
    boolean outOfOrder,
    boolean ownMemory,
    ClHook hook) {
  /** The least memory bound. */
  public static final long LEAST_MEMORY_BYTES = 64L << 20;

  /** The best device, its best configurations, no memory bound. */
  public static final Options DEFAULT =
      new Options(
          null,
          null,
          null,
          true,
          Long.MAX_VALUE,
          Budget.DEFAULT.windowBytes(),
          false,
          false,
          ClHook.NONE);

  public Options {
    if (memoryBytes < LEAST_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "a memory bound of " + memoryBytes + " bytes; the least is 64MiB");
    }
  }

  public Options withDevice(@Nullable String choice) {
    return new Options(
        choice,
        configuration,
        cache,
        binaries,
        memoryBytes,
        windowBytes,
        outOfOrder,
        ownMemory,
        hook);
  }

  public Options withConfiguration(@Nullable Configuration schedule) {
    return new Options(
        device, schedule, cache, binaries, memoryBytes, windowBytes, outOfOrder, ownMemory, hook);
  }

  public Options withCache(@Nullable Path folder) {
    return new Options(
        device,
        configuration,
        folder,
        binaries,
        memoryBytes,
        windowBytes,
        outOfOrder,
        ownMemory,
        hook);
  }

  public Options withBinaries(boolean keep) {
    return new Options(
        device, configuration, cache, keep, memoryBytes, windowBytes, outOfOrder, ownMemory, hook);
  }

  public Options withMemoryBytes(long bytes) {
    return new Options(
        device, configuration, cache, binaries, bytes, windowBytes, outOfOrder, ownMemory, hook);
  }

  public Options withWindowBytes(long bytes) {
    return new Options(
        device, configuration, cache, binaries, memoryBytes, bytes, outOfOrder, ownMemory, hook);
  }

  public Options withOutOfOrder(boolean anyOrder) {
    return new Options(
        device,
        configuration,
        cache,
        binaries,
        memoryBytes,
        windowBytes,
        anyOrder,
        ownMemory,
        hook);
  }

  public Options withOwnMemory(boolean own) {
    return new Options(
        device, configuration, cache, binaries, memoryBytes, windowBytes, outOfOrder, own, hook);
  }

  public Options withHook(ClHook calls) {
    return new Options(
        device,
        configuration,
        cache,
        binaries,
        memoryBytes,
        windowBytes,
        outOfOrder,
        ownMemory,
        calls);
  }

  /** Written out, as is the hash: Java makes the usual ones at run time, which takes 10 ms. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options o
        && Objects.equals(device, o.device)
        && Objects.equals(configuration, o.configuration)
        && Objects.equals(cache, o.cache)
        && binaries == o.binaries
        && memoryBytes == o.memoryBytes
        && windowBytes == o.windowBytes
        && outOfOrder == o.outOfOrder
        && ownMemory == o.ownMemory
        && hook.equals(o.hook);
  }

  /** Of what tells most options apart. */
  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(device) + Long.hashCode(memoryBytes);
  }

  Budget budget() {
    return new Budget(memoryBytes, windowBytes);
  }
}
