/**
 * How a member runs as a pod of a StatefulSet. Read {@link PodSettings} first; the manifests are in {@code kustomize}.
 *
 * <p>Invariant: what a pod is called decides which member it is, and nothing else; two starts of a pod give the same settings.
 * <p>Never here: asking Kubernetes anything, and adding or removing members: who scales does that with {@code kvctl member}.
 */
@NullMarked
package io.ratiskv.deploy;

import org.jspecify.annotations.NullMarked;
