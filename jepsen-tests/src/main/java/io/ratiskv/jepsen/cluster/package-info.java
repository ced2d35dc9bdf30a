/**
 * Members as processes of the operating system. Read {@link io.ratiskv.jepsen.cluster.LocalCluster} first.
 *
 * <p>Invariant: every process that was started is dead after {@code close}, whatever happened in between; logs and data stay.
 * <p>Never here: what is asked of the members, and whether the answers are right.
 */
@NullMarked
package io.ratiskv.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
