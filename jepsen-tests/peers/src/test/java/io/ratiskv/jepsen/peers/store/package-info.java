/** How the other stores are started and asked. */
@NullMarked
package io.ratiskv.jepsen.peers.store;

import org.jspecify.annotations.NullMarked;
