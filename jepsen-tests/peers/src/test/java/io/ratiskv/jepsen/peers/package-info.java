/** How samples are put side by side, and what of them is printed. */
@NullMarked
package io.ratiskv.jepsen.peers;

import org.jspecify.annotations.NullMarked;
