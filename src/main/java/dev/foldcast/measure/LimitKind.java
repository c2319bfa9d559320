package dev.foldcast.measure;

import java.util.Locale;

/** What a device's memory is asked for. */
public enum LimitKind {
  /** Every byte of an array is loaded. */
  READ(1),
  /** Every byte of an array is loaded and stored in another; both count. */
  COPY(2),
  /** Every byte of an array is stored. */
  FILL(1);

  private final int arrays;

  LimitKind(int arrays) {
    this.arrays = arrays;
  }

  /** Bytes moved for arrays of so many bytes. */
  public long bytes(long arrayBytes) {
    return arrays * arrayBytes;
  }

  /** The name in {@code limit.cl} and in reports. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
