/**
 * Real members under real faults, each test a few seconds. Read {@link io.ratiskv.jepsen.KillIT} first.
 *
 * <p>Invariant: a test shows that its fault happened (a term rose, a process ended, a proxy counted), or it proves nothing.
 * <p>Never here: long campaigns; those are started by hand.
 */
@NullMarked
package io.ratiskv.jepsen;

import org.jspecify.annotations.NullMarked;
