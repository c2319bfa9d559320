/**
 * One job: say what is computed of one element of each operand. The scalar expression as an
 * abstract syntax tree, and NumPy's type promotion. Uses {@code array} only.
 */
@NullMarked
package dev.foldcast.expr;

import org.jspecify.annotations.NullMarked;
