/**
 * One job: decide what a device will do, without a device. A loop nest in canonical form, its
 * kernel family, a configuration, and the plan made of them: windows, passes, launch sizes, scratch
 * bytes and what waits for what, all pure immutable values. Uses {@code expr} and what that may
 * use.
 */
@NullMarked
package dev.foldcast.plan;

import org.jspecify.annotations.NullMarked;
