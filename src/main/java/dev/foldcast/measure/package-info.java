/**
 * One job: measure. Runs tasks in rounds, keeps their times, and knows the device's own limits.
 * Uses {@code engine} and what that may use; prints nothing.
 */
@NullMarked
package dev.foldcast.measure;

import org.jspecify.annotations.NullMarked;
