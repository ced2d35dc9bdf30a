/**
 * Damage to files and disks of a stopped member. Read {@link io.ratiskv.jepsen.fault.FileDamage} first.
 *
 * <p>Invariant: a fault says what it changed (file, offset), so that a test can show that it was not vacuous.
 * <p>Never here: processes (room {@code cluster}).
 */
@NullMarked
package io.ratiskv.jepsen.fault;

import org.jspecify.annotations.NullMarked;
