/**
 * One job: say what went wrong. A {@link dev.foldcast.error.FoldcastException} and its few causes,
 * each with its facts as fields. Uses no other package.
 */
@NullMarked
package dev.foldcast.error;

import org.jspecify.annotations.NullMarked;
