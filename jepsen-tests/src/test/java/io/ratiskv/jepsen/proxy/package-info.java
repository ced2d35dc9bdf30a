/** Tests of the room; see its own package note. */
@NullMarked
package io.ratiskv.jepsen.proxy;

import org.jspecify.annotations.NullMarked;
