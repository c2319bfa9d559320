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
 *
 * <p>Search: {@link dev.foldcast.tuning.Tuner} goes through subjects. For each, {@code Candidates}
 * lists configurations, {@code Search} has them verified, lets them {@code Race}, and pairs the
 * winner with the default. They run in a process of their own: {@code Sandbox} (here) tells {@code
 * Child} (there) what to do; {@code Child} runs {@code Trials} and answers in the {@code Journal}
 * alone, where it says what it is about to run before it runs it. {@code NestTrials} are those of
 * our kernels: a {@code Workload} of a {@code Trial}'s type and size, whose results are compared
 * with an {@code Expectation}, by the {@code Reference} that the host computes: of easy {@code
 * Numbers} under the plan that is timed, and of {@code HardNumbers} under a {@code SmallPlan} with
 * the same kernels.
 *
 * <p>Hand over: {@link dev.foldcast.tuning.Exports} writes what is known for others, as T4 results
 * or as a store with what every race measured; {@link dev.foldcast.tuning.ExportedStore} reads such
 * a store, and {@link dev.foldcast.tuning.Comparison} compares two. {@code Runs} is what a search
 * needs of a {@code Sandbox}: tests put a recorded search in its place.
 *
 * <p>Uses {@code measure} and what that may use; prints nothing.
 */
@NullMarked
package dev.foldcast.tuning;

import org.jspecify.annotations.NullMarked;
