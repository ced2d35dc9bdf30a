/**
 * Holds the wire to its word: bytes and field numbers that were written down once must never change.
 */
@NullMarked
package io.ratiskv.protocol;

import org.jspecify.annotations.NullMarked;
