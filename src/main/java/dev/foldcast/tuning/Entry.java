package dev.foldcast.tuning;

import dev.foldcast.plan.Configuration;

/**
 * A configuration that was found to be the best for its key.
 *
 * @param evidence how it was found
 */
public record Entry(Key key, Configuration configuration, Evidence evidence) {}
