/**
 * What whoever runs this member is told over HTTP: whether it lives, whether it is ready, its metrics. Read {@link
 * io.ratiskv.server.admin.AdminEndpoint} first.
 *
 * <p>Invariant: {@code /livez} says no only for what a restart of this process mends. Other members, a leader or a majority
 * never come into it: else a partition would become a mass restart.
 *
 * <p>Never here: serving clients, or finding things out. The composition root says what is to be checked.
 */
@NullMarked
package io.ratiskv.server.admin;

import org.jspecify.annotations.NullMarked;
