/**
 * One job: run plans. Operands to the device, launches chained by events, the result back, and a
 * timeline of what happened. It decides nothing that a plan can decide. Uses {@code kernel}, {@code
 * opencl}, {@code exact} and what they may use.
 */
@NullMarked
package dev.foldcast.engine;

import org.jspecify.annotations.NullMarked;
