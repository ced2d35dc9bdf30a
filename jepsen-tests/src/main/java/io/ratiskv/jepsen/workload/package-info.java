/**
 * What is asked of the cluster, through the published client. Read {@link io.ratiskv.jepsen.workload.CounterWorkload} first.
 *
 * <p>Invariant: an outcome is recorded as the client claimed it; a wrong claim is a violation, not an excuse.
 * <p>Never here: faults.
 */
@NullMarked
package io.ratiskv.jepsen.workload;

import org.jspecify.annotations.NullMarked;
