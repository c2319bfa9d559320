/**
 * One job: move arrays between files and host memory. Reads {@code .npy} files, members of {@code
 * .npz} archives and streams, copies or maps the data in windows, and writes outputs all or
 * nothing. Uses {@code array} and {@code error} only.
 *
 * <p>Whatever is wrong with a file is a {@link dev.foldcast.error.FormatException} of one line: the
 * file as the user named it, what was expected, what was found, the remedy. Nothing large is
 * allocated before the file has been checked.
 */
@NullMarked
package dev.foldcast.io;

import org.jspecify.annotations.NullMarked;
