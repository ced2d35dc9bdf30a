/**
 * What every command works with: the world around the run, the global options, a client. Read {@link Session} first.
 *
 * <p>Invariant: flags outrank the environment, the environment the config file, the file the defaults.
 * <p>Never here: what a single command does.
 */
@NullMarked
package io.ratiskv.cli.session;

import org.jspecify.annotations.NullMarked;
