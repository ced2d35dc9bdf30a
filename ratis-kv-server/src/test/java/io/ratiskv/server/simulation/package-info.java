/** The rooms above the log, run on one thread against a simulated log with seeded faults. */
@NullMarked
package io.ratiskv.server.simulation;

import org.jspecify.annotations.NullMarked;
