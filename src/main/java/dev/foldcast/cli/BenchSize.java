package dev.foldcast.cli;

import dev.foldcast.opencl.DeviceInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The size of the largest array of a benchmark. */
final class BenchSize {
  /** Arrays below this say nothing about any memory; allowed for trying things out. */
  private static final long LEAST = 64 << 10;

  /** One Java buffer holds an array. */
  private static final long MOST = 1L << 30;

  private BenchSize() {}

  /** Beyond the caches of nearly every processor, and a small part of the device's memory. */
  static long defaultFor(DeviceInfo device, @Nullable Long memory) {
    long most = Math.min(device.globalMemoryBytes() / 16, device.maxAllocationBytes());
    most = Math.min(most, memory == null ? Long.MAX_VALUE : memory / 8);
    return Math.max(LEAST, Math.min(MOST, Long.highestOneBit(most)));
  }

  static final class Converter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long bytes = SizeConverter.bytes(text);
      if (bytes < LEAST || bytes > MOST) {
        throw new TypeConversionException("'" + text + "' is not between 64KiB and 1GiB");
      }
      return bytes;
    }
  }
}
