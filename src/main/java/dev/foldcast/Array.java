package dev.foldcast;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Operand;
import dev.foldcast.engine.Report;
import dev.foldcast.io.OutputFile;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Reducer;
import dev.foldcast.plan.Target;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An n-d array that may not have been computed yet: operations only note what is to be done, and
 * {@link #read}, {@link #write} or {@link #compute} do it, as few fused kernels. Immutable and
 * thread-safe; operands must not change until then.
 */
public final class Array {
  private final Foldcast owner;
  private final Node node;
  private final List<Report> reports;

  Array(Foldcast owner, Node node) {
    this(owner, node, List.of());
  }

  private Array(Foldcast owner, Node node, List<Report> reports) {
    this.owner = owner;
    this.node = node;
    this.reports = reports;
  }

  public DType dtype() {
    return node.dtype();
  }

  public Shape shape() {
    return node.shape();
  }

  /**
   * The product, element by element, broadcast as {@code numpy.multiply(this, other)}.
   *
   * <p><b>Type.</b> NumPy's promotion of both; integer products wrap.
   *
   * <p><b>Accuracy.</b> Real products are IEEE 754's. Complex ones are {@code (ar br - ai bi, ar bi
   * + ai br)} with each operation rounded.
   *
   * @throws dev.foldcast.error.ShapeException if the shapes do not broadcast
   */
  public Array multiply(Array other) {
    if (other.owner != owner) {
      throw new IllegalArgumentException("the arrays belong to different Foldcasts");
    }
    return new Array(owner, Node.Product.of(node, other.node));
  }

  /** The elements converted as {@code x.astype(dtype)}; complex numbers only to complex ones. */
  public Array as(DType dtype) {
    return new Array(owner, Conversions.checked(node, dtype));
  }

  /** The sum over every axis, as {@code numpy.sum(x)}; see {@link #sum(ReduceOptions)}. */
  public Array sum() {
    return sum(ReduceOptions.ALL);
  }

  /**
   * The sum over some axes, as {@code numpy.sum(x, axis=axes)}; see {@link #sum(ReduceOptions)}.
   */
  public Array sum(int... axes) {
    return sum(ReduceOptions.over(axes));
  }

  /**
   * Sums, as {@code numpy.sum(x, axis=axes, keepdims=keepDims)}.
   *
   * <p><b>Shape.</b> x: (d0, ..., dk-1); result: x's shape without the axes, or with 1 in their
   * place.
   *
   * <p><b>Type.</b> int32 and int64 give int64 (modulo 2^64, noted in {@link
   * Result#integerOverflow}); float and complex types keep theirs.
   *
   * <p><b>Accuracy.</b> The exact real sum of the elements (or rounded products), rounded once,
   * ties to even; of complex numbers, each part. NaN and infinities follow IEEE 754; an exact zero
   * and an empty sum are +0. {@link ReduceOptions#fast} is plain adds instead.
   *
   * <p><b>Reproducibility.</b> The same bits on every device, driver and configuration.
   *
   * @throws dev.foldcast.error.ShapeException if an axis is out of range or named twice
   */
  public Array sum(ReduceOptions options) {
    return reduce(Reducer.SUM, options);
  }

  /** The mean over every axis, as {@code numpy.mean(x)}; see {@link #mean(ReduceOptions)}. */
  public Array mean() {
    return mean(ReduceOptions.ALL);
  }

  /** The mean over some axes; see {@link #mean(ReduceOptions)}. */
  public Array mean(int... axes) {
    return mean(ReduceOptions.over(axes));
  }

  /**
   * Means, as {@code numpy.mean(x, axis=axes, keepdims=keepDims)}: the exact sum divided by the
   * count and rounded once. Integers give float64; the mean of nothing is NaN.
   *
   * @throws dev.foldcast.error.ShapeException if an axis is out of range or named twice
   */
  public Array mean(ReduceOptions options) {
    return reduce(Reducer.MEAN, options);
  }

  /** The largest element, as {@code numpy.max(x)}; see {@link #max(ReduceOptions)}. */
  public Array max() {
    return max(ReduceOptions.ALL);
  }

  /** The largest elements along some axes; see {@link #max(ReduceOptions)}. */
  public Array max(int... axes) {
    return max(ReduceOptions.over(axes));
  }

  /**
   * The largest elements, as {@code numpy.max(x, axis=axes, keepdims=keepDims)}, in the elements'
   * own type.
   *
   * <p><b>Order.</b> -0 is below +0, and any NaN makes the result NaN (the positive quiet one).
   * Complex numbers compare by their real parts, then by their imaginary ones, where the signs of
   * zeros count last; a NaN in one part makes both parts of the result NaN.
   *
   * <p><b>Reproducibility.</b> The same bits on every device, driver and configuration.
   *
   * @throws dev.foldcast.error.ShapeException if an axis is out of range or named twice, or if
   *     there is a result of no elements
   */
  public Array max(ReduceOptions options) {
    return reduce(Reducer.MAX, options);
  }

  /** The smallest element, as {@code numpy.min(x)}; see {@link #min(ReduceOptions)}. */
  public Array min() {
    return min(ReduceOptions.ALL);
  }

  /** The smallest elements along some axes; see {@link #min(ReduceOptions)}. */
  public Array min(int... axes) {
    return min(ReduceOptions.over(axes));
  }

  /**
   * The smallest elements, as {@code numpy.min(x, axis=axes, keepdims=keepDims)}; else as {@link
   * #max(ReduceOptions)}.
   *
   * @throws dev.foldcast.error.ShapeException if an axis is out of range or named twice, or if
   *     there is a result of no elements
   */
  public Array min(ReduceOptions options) {
    return reduce(Reducer.MIN, options);
  }

  private Array reduce(Reducer reducer, ReduceOptions options) {
    int[] named = options.axes();
    Axes axes = named == null ? Axes.all(shape().rank()) : Axes.of(shape(), named);
    if (axes.count(shape()) == 0 && axes.apply(shape(), options.keepDims()).size() > 0) {
      reducer.ofNothing(); // refuses where there is no such thing
    }
    return new Array(
        owner, new Node.Reduction(node, axes, options.keepDims(), reducer, options.accuracy()));
  }

  /**
   * Computes the array and brings it to the host.
   *
   * @throws dev.foldcast.error.MemoryException if it has more than 2^31 - 1 bytes
   * @throws dev.foldcast.error.DeviceException if the driver fails
   * @throws dev.foldcast.error.ClosedException after the Foldcast is closed
   */
  public Result read() {
    return owner.evaluator().read(node);
  }

  /**
   * Plans and compiles what {@link #read} will run, so that the first one takes no longer than
   * those after it; where operations build on each other, most of it. Reads no element.
   *
   * @throws dev.foldcast.error.DeviceException if the driver fails
   */
  public void prepare() {
    owner.evaluator().prepare(node);
  }

  /** {@link #read} on another thread; the future fails with what {@code read} would throw. */
  public CompletableFuture<Result> readAsync() {
    return owner.async(this::read);
  }

  /**
   * Computes the array into memory that exists, as {@code numpy.multiply(x, y, out=into)}, in C
   * order: see {@link #readInto(ByteBuffer, DType, Layout)}.
   */
  public List<Report> readInto(ByteBuffer into) {
    return readInto(into, dtype(), Layout.c(shape()));
  }

  /**
   * Computes the array into memory that exists: its bytes from the buffer's position to its limit,
   * which stay where they are. No page of it is new, and where the device shares memory with the
   * host nothing is copied, if the buffer is direct, begins at a multiple of its elements' size,
   * and overlaps no operand. Else the result is computed beside it and copied: so an operand may be
   * the output, as NumPy allows.
   *
   * <p>The buffer must not be a mapped file: on a full disk that kills the process. Its memory
   * stays reachable, and must be left alone, until the call returns; after a failure it may hold a
   * part of the result.
   *
   * @param dtype {@link #dtype()}; NumPy would convert, this refuses
   * @param layout {@link #shape()} in C or F order, from element 0 on
   * @return what was done
   * @throws dev.foldcast.error.ExpressionException for another type
   * @throws dev.foldcast.error.ShapeException for another shape or order, or if the buffer does not
   *     have just as many bytes
   * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
   * @throws IllegalArgumentException if the buffer is not in native byte order
   * @throws dev.foldcast.error.DeviceException if the driver fails
   * @throws dev.foldcast.error.ClosedException after the Foldcast is closed
   */
  public List<Report> readInto(ByteBuffer into, DType dtype, Layout layout) {
    return owner.evaluator().readInto(node, OutputMemory.of(node, into, dtype, layout));
  }

  /**
   * {@link #readInto(ByteBuffer, DType, Layout)} on another thread. What is wrong with the buffer
   * is thrown at once; the future fails with the rest. It can be cancelled until the work begins;
   * afterwards {@code cancel} gives false. The memory is the caller's again when the future is
   * done.
   */
  public CompletableFuture<List<Report>> readIntoAsync(
      ByteBuffer into, DType dtype, Layout layout) {
    OutputMemory memory = OutputMemory.of(node, into, dtype, layout);
    return owner.undertake(() -> owner.evaluator().readInto(node, memory));
  }

  /** The only element, as a double: an int64 beyond 2^53 is rounded. */
  public double toDouble() {
    return read().toDouble();
  }

  /**
   * Computes the array into a {@code .npy} file, all or nothing; it may be larger than memory.
   *
   * @return what was done
   * @throws dev.foldcast.error.FormatException if the file cannot be written
   */
  public List<Report> write(Path file) {
    return owner.evaluator().write(node, file);
  }

  /**
   * Computes the array into an output as a {@code .npy} file, for the caller to commit.
   *
   * @return what was done
   * @throws dev.foldcast.error.FormatException if the output fails
   */
  public List<Report> write(OutputFile out) {
    return owner.evaluator().write(node, out);
  }

  /**
   * Computes the array now and leaves it in device memory, for operations to come.
   *
   * @return the computed array; its memory is freed with the Foldcast, or by {@link #free}
   */
  public Array compute() {
    Evaluator.Computed computed = owner.evaluator().compute(node);
    Node leaf = new Node.Leaf(new Operand.OnDevice(computed.array()));
    return new Array(owner, leaf, computed.reports());
  }

  /** What was done to {@link #compute} this array, operation by operation; empty for others. */
  public List<Report> reports() {
    return reports;
  }

  /** Frees the device memory of a {@link #compute}d array; others have none of their own. */
  public void free() {
    if (node instanceof Node.Leaf leaf && leaf.operand() instanceof Operand.OnDevice device) {
      device.array().close();
    }
  }

  /** The plans that {@link #read} would run, in order. */
  public List<Plan> plans() {
    return plans(Target.MEMORY);
  }

  /** The plans that computing this array to somewhere would run, in order. */
  public List<Plan> plans(Target target) {
    return owner.evaluator().plans(node, target);
  }

  Node node() {
    return node;
  }

  @Override
  public String toString() {
    return dtype() + " array of shape " + shape();
  }
}
