/**
 * One job: turn a pass of a plan into what OpenCL takes: source text, the nest as a struct, and the
 * kernel's arguments in order. Uses {@code plan} and what that may use; needs no device.
 */
@NullMarked
package dev.foldcast.kernel;

import org.jspecify.annotations.NullMarked;
