/** A cluster small enough to be told what to do: members that speak the protocol over real sockets and misbehave on demand. */
@NullMarked
package io.ratiskv.client.fake;

import org.jspecify.annotations.NullMarked;
