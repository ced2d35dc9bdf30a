/**
 * The wire contract between clients and members: generated messages and the few numbers both sides must agree on.
 *
 * <p>Invariant: once released, a field number never changes its meaning; {@code GoldenBytesTest} guards it.
 * <p>Never here: anything that opens a socket or keeps state.
 */
@NullMarked
package io.ratiskv.protocol;

import org.jspecify.annotations.NullMarked;
