/**
 * Bytes and text: what a user types and sees, and what the store holds.
 *
 * <p>Invariant: whatever is shown can be typed again and means the same bytes.
 * <p>Never here: talking to a cluster, picocli.
 */
@NullMarked
package io.ratiskv.cli.text;

import org.jspecify.annotations.NullMarked;
