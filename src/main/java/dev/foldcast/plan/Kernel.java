package dev.foldcast.plan;

import java.util.List;

/**
 * What a schedule wants the first pass's kernel to be made of.
 *
 * @param files kernel files, the first pass's first
 * @param accumulator how terms add up
 * @param vector real numbers per load
 * @param chains vectors side by side in {@code reduce_columns}
 * @param length terms of each output in {@code reduce_short}, or 0
 * @param run outputs of a run in {@code reduce_runs}, those of a vector if there are more; 0: there
 *     are none
 * @param walk how a work-item that has rows for itself walks through them; else {@link Walk#PARTS}
 * @param sharing whether the work-items of a group share units, and how they merge
 * @param stores how results are laid down where nothing is reduced
 */
record Kernel(
    List<String> files,
    Accumulator accumulator,
    int vector,
    int chains,
    int length,
    int run,
    Walk walk,
    Sharing sharing,
    Stores stores) {}
