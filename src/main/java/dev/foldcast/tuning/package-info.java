/**
 * One job: find the best configuration of a device, keep it, and say why it is used. A tuned
 * configuration changes the speed and never an exact answer.
 *
 * <p>Values: {@link dev.foldcast.tuning.Subject} is what is tuned (family, dtype, accuracy, {@link
 * dev.foldcast.tuning.ShapeClass}); with the device and what may change under it (driver, kernels)
 * it is a {@link dev.foldcast.tuning.Key}; with a configuration and its evidence an {@link
 * dev.foldcast.tuning.Entry}.
 *
 * <p>Stores: {@link dev.foldcast.tuning.UserStore} and the shipped files give {@link
 * dev.foldcast.tuning.Stored} entries and warnings, never an exception. {@link
 * dev.foldcast.tuning.Lookup} asks them in turn for every plan.
 */
@NullMarked
package dev.foldcast.tuning;

import org.jspecify.annotations.NullMarked;
