package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DirectMemory;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.array.JavaArrayMemory;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Engine;
import dev.foldcast.engine.Operand;
import dev.foldcast.error.ClosedException;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import dev.foldcast.opencl.ClCounters;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Work;
import dev.foldcast.tuning.CacheFolder;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.FirstUse;
import dev.foldcast.tuning.Lookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device, ready to reduce and multiply arrays. Thread-safe; close it when done.
 *
 * <pre>{@code
 * try (Foldcast fc = Foldcast.open()) {
 *   double total = fc.of(floats).sum().toDouble();
 * }
 * }</pre>
 *
 * <p>Programs' binaries are kept in the cache folder when a Foldcast is closed, so that the next
 * process need not compile them: see {@link Options#withBinaries}.
 *
 * <p>PoCL keeps compiled kernels in {@code ~/.cache/pocl} and dies of damaged files there: an
 * application that embeds Foldcast should start with {@code POCL_CACHE_DIR} set to a folder of its
 * own.
 */
public final class Foldcast implements AutoCloseable {
  private final Options options;
  private final @Nullable Engine engine;
  private final String deviceReason;
  private final DeviceLimits limits;
  private final @Nullable Lookup lookup;
  private final Evaluator evaluator;
  private final ExecutorService workers = Executors.newCachedThreadPool(Foldcast::daemon);

  private Foldcast(Options options, @Nullable Engine engine, String deviceReason) {
    this.options = options;
    this.engine = engine;
    this.deviceReason = deviceReason;
    this.limits = engine == null ? DeviceLimits.assumedCpu() : engine.limits();
    this.lookup = engine == null ? null : lookup(engine.device(), limits, options);
    this.evaluator =
        new Evaluator(
            new Planner(limits, options.budget()),
            limits.float64(),
            this::configuration,
            this::engine);
  }

  private static Lookup lookup(DeviceInfo device, DeviceLimits limits, Options options) {
    return new Lookup(DeviceKey.of(device), device.driverVersion(), limits, cache(options));
  }

  private static @Nullable Path cache(Options options) {
    return options.cache() == null ? CacheFolder.of(System.getenv()) : options.cache();
  }

  private static @Nullable Path binaries(Options options) {
    if (!options.binaries()) {
      return null;
    }
    Path cache = options.cache();
    return cache == null ? CacheFolder.binaries(System.getenv()) : CacheFolder.binaries(cache);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "foldcast");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Opens the best device.
   *
   * @throws dev.foldcast.error.NoDeviceException if there is none
   */
  public static Foldcast open() {
    return open(Options.DEFAULT);
  }

  /**
   * Opens a device.
   *
   * @throws dev.foldcast.error.NoDeviceException if there is none, or not the one asked for
   */
  public static Foldcast open(Options options) {
    ClDevices.Choice choice = ClDevices.choose(options.device(), System.getenv("FOLDCAST_DEVICE"));
    Engine engine =
        new Engine(
            choice.device(),
            options.outOfOrder(),
            options.ownMemory(),
            options.hook(),
            options.memoryBytes(),
            binaries(options));
    return new Foldcast(options, engine, choice.reason());
  }

  /** A Foldcast that can plan but not compute, for an assumed CPU: for explanations. */
  public static Foldcast withoutDevice(Options options) {
    return new Foldcast(options, null, "no device: an assumed CPU");
  }

  /** A one-dimensional float32 array, or one of the given shape in C order. */
  public Array of(float[] values, long... shape) {
    return javaArray("float[]", DType.FLOAT32, JavaArrayMemory.of(values), values.length, shape);
  }

  /** A one-dimensional float64 array, or one of the given shape in C order. */
  public Array of(double[] values, long... shape) {
    return javaArray("double[]", DType.FLOAT64, JavaArrayMemory.of(values), values.length, shape);
  }

  /** A one-dimensional int32 array, or one of the given shape in C order. */
  public Array of(int[] values, long... shape) {
    return javaArray("int[]", DType.INT32, JavaArrayMemory.of(values), values.length, shape);
  }

  /** A one-dimensional int64 array, or one of the given shape in C order. */
  public Array of(long[] values, long... shape) {
    return javaArray("long[]", DType.INT64, JavaArrayMemory.of(values), values.length, shape);
  }

  private Array javaArray(String name, DType dtype, HostMemory memory, int length, long[] extents) {
    Shape shape = extents.length == 0 ? Shape.of(length) : Shape.of(extents);
    if (shape.size() != length) {
      throw new dev.foldcast.error.ShapeException(
          String.format(Locale.ROOT, "%d elements do not fill shape %s", length, shape));
    }
    return of(new HostArray(name, dtype, Layout.c(shape), ByteOrder.nativeOrder(), memory));
  }

  /**
   * The bytes of a buffer from its position to its limit as an array in C order, in the buffer's
   * byte order. A direct buffer is used as it is and must not change until results are read; a heap
   * buffer is copied now.
   */
  public Array of(ByteBuffer buffer, DType dtype, long... shape) {
    return of(buffer, dtype, Layout.c(Shape.of(shape)));
  }

  /** As {@link #of(ByteBuffer, DType, long...)} for any layout: its indices count elements. */
  public Array of(ByteBuffer buffer, DType dtype, Layout layout) {
    ByteBuffer direct = buffer;
    if (!buffer.isDirect()) {
      direct = ByteBuffer.allocateDirect(buffer.remaining()).put(buffer.duplicate()).flip();
    }
    return of(new HostArray("buffer", dtype, layout, buffer.order(), new DirectMemory(direct)));
  }

  /** An array in host memory, of any layout. */
  public Array of(HostArray array) {
    return new Array(this, new Node.Leaf(Operand.OnHost.of(array)));
  }

  /** The array in a {@code .npy} file, read into memory window by window when it is needed. */
  public Array npy(Path file) {
    return npy(file, Access.COPY);
  }

  /**
   * The array in a {@code .npy} file.
   *
   * @param access {@link Access#MAP} maps the file: nothing is copied where the device shares
   *     memory with the host, and the process dies if somebody truncates the file meanwhile
   * @throws dev.foldcast.error.FormatException if it is no such file
   */
  public Array npy(Path file, Access access) {
    return of(NpyFile.open(file, access));
  }

  /** The device in use; null for one {@link #withoutDevice}. */
  public @Nullable DeviceInfo device() {
    return engine == null ? null : engine.device();
  }

  /** Why this device, for example {@code the only device}. */
  public String deviceReason() {
    return deviceReason;
  }

  /** What plans assume of the device. */
  public DeviceLimits limits() {
    return limits;
  }

  /** What the OpenCL layer has counted since this was opened. */
  public ClCounters counters() {
    return engine().counters();
  }

  Evaluator evaluator() {
    return evaluator;
  }

  private Engine engine() {
    if (engine == null) {
      throw new IllegalStateException("opened without a device: it can only plan");
    }
    return engine;
  }

  private Planner.Choice configuration(Work work) {
    Configuration given = options.configuration();
    if (given != null) {
      return Planner.Choice.given(given);
    }
    return lookup == null ? Lookup.builtIn(work, limits) : lookup.choose(work);
  }

  /**
   * What else there is to say, one line each: files of tuned configurations that could not be used.
   */
  public List<String> notes() {
    return lookup == null ? List.of() : lookup.warnings();
  }

  /**
   * Whether schedules were used that are not for this very device, and nobody was told so before:
   * true once for each device and cache folder. {@code foldcast tune} finds better ones.
   */
  public boolean isFirstUntunedUse() {
    DeviceInfo device = device();
    Path cache = cache(options);
    return lookup != null
        && device != null
        && cache != null
        && lookup.isGeneral()
        && FirstUse.of(DeviceKey.of(device), cache);
  }

  <T> CompletableFuture<T> async(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, workers);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new ClosedException("this Foldcast"));
    }
  }

  /** As {@link #async} for work on memory of the caller's. */
  <T> CompletableFuture<T> undertake(Supplier<T> work) {
    Undertaking<T> undertaking = new Undertaking<>();
    try {
      workers.execute(() -> undertaking.begin(work));
    } catch (java.util.concurrent.RejectedExecutionException e) {
      undertaking.completeExceptionally(new ClosedException("this Foldcast"));
    }
    return undertaking;
  }

  /**
   * Refuses new work, waits for what is running, frees the device; idempotent. Futures whose work
   * had not begun fail with {@link ClosedException}.
   */
  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    workers.shutdown();
  }
}
