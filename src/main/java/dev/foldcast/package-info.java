/**
 * One job: the public API. A {@link dev.foldcast.Foldcast} owns a device; its {@link
 * dev.foldcast.Array}s are lazy values; {@link dev.foldcast.Result}s are what they become. It looks
 * the configuration up, plans and runs, and leaves the doing to the packages below.
 */
@NullMarked
package dev.foldcast;

import org.jspecify.annotations.NullMarked;
