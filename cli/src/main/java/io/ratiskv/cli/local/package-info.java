/**
 * A cluster of member processes on this machine. Read {@link LocalCluster} first.
 *
 * <p>Invariant: a process is only ever signalled if it is the one that was started (process id and start time).
 * <p>Never here: picocli, what is printed.
 */
@NullMarked
package io.ratiskv.cli.local;

import org.jspecify.annotations.NullMarked;
