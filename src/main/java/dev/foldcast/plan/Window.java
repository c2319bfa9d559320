package dev.foldcast.plan;

import dev.foldcast.array.Runs;
import java.util.List;

/**
 * One window of a plan: a box of its iteration space. Immutable.
 *
 * @param nest the loops inside; offsets and strides are those of the buffers that {@code boxes} and
 *     the window's result become
 * @param boxes what it needs of each operand
 * @param first whether no window before it had terms of the same results
 * @param last whether no window after it has: the results are complete
 * @param results bytes of the whole result that the window's result is, in the order of its bytes
 */
public record Window(Nest nest, List<Box> boxes, boolean first, boolean last, Runs results) {}
