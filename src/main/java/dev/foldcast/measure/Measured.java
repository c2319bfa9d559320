package dev.foldcast.measure;

/**
 * The times of a task, over several runs.
 *
 * @param kernel kernels alone, seconds
 * @param call whole calls, seconds
 */
public record Measured(Sample kernel, Sample call) {}
