/**
 * A StatefulSet on one machine: pods with stable names, changing addresses and volumes of their own, started, restarted,
 * moved and scaled as Kubernetes' controllers do it. Read {@link StatefulSet} first.
 *
 * <p>What is real: the entry point and the environment of the pods, from the manifest; names that are looked up; readiness
 * over HTTP; volumes that outlive pods. What is not: images, limits of memory, a network that loses packets (see {@code
 * cluster.Hosts} for that).
 * <p>Never here: what the cluster is asked meanwhile ({@code show}, {@code workload}).
 */
@NullMarked
package io.ratiskv.jepsen.statefulset;

import org.jspecify.annotations.NullMarked;
