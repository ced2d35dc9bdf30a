/**
 * Measurements that a person starts by hand ({@code bin/jepsen}) and that print figures.
 *
 * <p>Invariant: a show that does not find what it promises ends with a non-zero exit code.
 * <p>Never here: anything that a test needs.
 */
@NullMarked
package io.ratiskv.jepsen.show;

import org.jspecify.annotations.NullMarked;
