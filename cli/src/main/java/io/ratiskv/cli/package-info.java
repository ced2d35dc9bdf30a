/**
 * {@code kvctl}, the command line. Read {@link Kvctl} first; each verb is a class of {@code command}.
 *
 * <p>Invariant: every run ends with an {@link io.ratiskv.cli.session.ExitCode} that says what became of it, and an error names the thing and
 * what to do next.
 * <p>Never here: the server's classes; {@code kvctl up} starts members as processes.
 */
@NullMarked
package io.ratiskv.cli;

import org.jspecify.annotations.NullMarked;
