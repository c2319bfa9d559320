/**
 * One job: the command line; picocli commands, printing, exit codes. Uses the root package and
 * {@code check}.
 */
@NullMarked
package dev.foldcast.cli;

import org.jspecify.annotations.NullMarked;
