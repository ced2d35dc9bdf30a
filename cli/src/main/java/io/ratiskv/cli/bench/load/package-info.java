/**
 * The load generator of {@code kvctl bench}. Read {@link Target} first, then {@link BenchRun}.
 *
 * <p>Invariant: an operation's time ends in the callback that completes it, and begins when it was issued (closed loop)
 * or when it was due (open loop), whether or not anything stood in the way of issuing it.
 * <p>Never here: which store is measured, what a result looks like on a screen, picocli.
 */
@NullMarked
package io.ratiskv.cli.bench.load;

import org.jspecify.annotations.NullMarked;
