/**
 * The wire contract spoken by hand, frame by frame, for what the real client hides: one certain member, one certain frame.
 * Read {@link io.ratiskv.jepsen.wire.WireConnection} first.
 *
 * <p>Invariant: what is read here is what the member sent; nothing is retried and nobody is followed.
 * <p>Never here: workloads (they use the published client).
 */
@NullMarked
package io.ratiskv.jepsen.wire;

import org.jspecify.annotations.NullMarked;
