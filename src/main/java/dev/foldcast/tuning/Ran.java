package dev.foldcast.tuning;

import org.jspecify.annotations.Nullable;

/**
 * What became of one run in the measuring process.
 *
 * @param candidate number of the configuration
 * @param nanos that it took; 0 for a verification
 * @param failure why the configuration must not be used; null if it went well
 * @param what happened, in one line
 */
record Ran(int candidate, long nanos, Rejected.@Nullable Kind failure, String what) {}
