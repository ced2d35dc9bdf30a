/**
 * Judges of histories. Read {@link io.ratiskv.jepsen.checker.RegisterZones} first.
 *
 * <p>Invariant: a judge that cannot decide says so; it never passes by running out of time.
 * <p>Never here: clients, processes; the only clock is that of a search's time limit.
 */
@NullMarked
package io.ratiskv.jepsen.checker;

import org.jspecify.annotations.NullMarked;
