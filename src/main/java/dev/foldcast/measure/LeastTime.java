package dev.foldcast.measure;

/**
 * The least time that a device's memory allows for an operation that reads and writes so many
 * bytes: as many bytes read as written move at the copy limit, what is left at the read or the fill
 * limit.
 *
 * @param readRate bytes a second
 * @param copyRate bytes a second, what is read and what is written both counted
 * @param fillRate bytes a second
 */
public record LeastTime(double readRate, double copyRate, double fillRate) {
  /** Seconds for an operation. */
  public double seconds(long bytesRead, long bytesWritten) {
    long both = Math.min(bytesRead, bytesWritten);
    return 2.0 * both / copyRate + (bytesRead - both) / readRate + (bytesWritten - both) / fillRate;
  }

  /** Which limit most of the bytes meet. */
  public static LimitKind kind(long bytesRead, long bytesWritten) {
    long both = 2 * Math.min(bytesRead, bytesWritten);
    long rest = Math.abs(bytesRead - bytesWritten);
    return both >= rest
        ? LimitKind.COPY
        : bytesRead > bytesWritten ? LimitKind.READ : LimitKind.FILL;
  }
}
