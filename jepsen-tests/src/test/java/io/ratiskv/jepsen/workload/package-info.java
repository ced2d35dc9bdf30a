/** Tests of the room; see its own package note. */
@NullMarked
package io.ratiskv.jepsen.workload;

import org.jspecify.annotations.NullMarked;
