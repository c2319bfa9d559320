/**
 * One job: say what an array is. Element types, shapes, strides, axes, broadcasting, and host
 * arrays made of memory windows, all as values. Uses {@code error} only.
 */
@NullMarked
package dev.foldcast.array;

import org.jspecify.annotations.NullMarked;
