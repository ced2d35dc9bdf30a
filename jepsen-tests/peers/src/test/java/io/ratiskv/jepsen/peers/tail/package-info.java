/** What is counted while something disturbs, and what is said of it. */
@NullMarked
package io.ratiskv.jepsen.peers.tail;

import org.jspecify.annotations.NullMarked;
