/**
 * One job: exact sums on the host. The accumulators that device records merge into, and the one
 * rounding at the end; also the tests' reference for what devices compute. Uses {@code array} and
 * {@code error} only.
 */
@NullMarked
package dev.foldcast.exact;

import org.jspecify.annotations.NullMarked;
