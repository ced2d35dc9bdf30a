/**
 * One class for each verb of kvctl; {@link Commands} lists them.
 *
 * <p>Invariant: a command says what it wants in its annotations, asks the cluster, hands rows to the output; it knows
 * nothing of formats beyond that.
 * <p>Never here: processes ({@code local}), files of rows ({@code bulk}).
 */
@NullMarked
package io.ratiskv.cli.command;

import org.jspecify.annotations.NullMarked;
