/** A few mutants in every build; {@code bin/jepsen matrix} runs them all. */
@NullMarked
package io.ratiskv.jepsen.matrix;

import org.jspecify.annotations.NullMarked;
