package dev.foldcast.measure;

/**
 * What one run took.
 *
 * @param kernelNanos kernels alone, by the device's clock
 * @param callNanos the whole call, by the host's
 */
public record Timing(long kernelNanos, long callNanos) {}
