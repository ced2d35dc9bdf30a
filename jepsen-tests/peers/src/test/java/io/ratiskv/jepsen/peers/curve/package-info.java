/** What curves say of what was measured. */
@NullMarked
package io.ratiskv.jepsen.peers.curve;

import org.jspecify.annotations.NullMarked;
