/**
 * The replicated vocabulary: what a Raft entry holds ({@code command.proto}), what in it is valid
 * ({@link CommandValidator}), and how the protocol's messages are turned into records and back ({@link RangeMessages}).
 *
 * <p>Invariant: the log's format carries a number ({@link LogFormat}); whether a command is valid depends on its content
 * and on fixed numbers alone.
 * <p>Never here: state.
 */
@NullMarked
package io.ratiskv.server.command;

import org.jspecify.annotations.NullMarked;
