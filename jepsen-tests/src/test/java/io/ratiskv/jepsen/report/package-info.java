/** Tests of the room; see its own package note. */
@NullMarked
package io.ratiskv.jepsen.report;

import org.jspecify.annotations.NullMarked;
