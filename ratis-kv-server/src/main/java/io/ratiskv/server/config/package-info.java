/**
 * Every knob of a member: what it is called, what it may be, where its value came from. Read {@link ServerConfig} first,
 * then {@link Setting}.
 *
 * <p>Invariants: a setting is declared once, beside the record it fills; the flags, the environment names, the table
 * printed at start and {@code docs/configuration.md} all come from that declaration. All problems are reported at once.
 * No setting changes what an entry of the Raft log does when it is applied: members may be configured differently and
 * must still agree.
 *
 * <p>Never here: opening a socket, a database or a log; knowing the other rooms. Beside {@code KvServerMain} this is the
 * only room that reads arguments, environment and files.
 */
@NullMarked
package io.ratiskv.server.config;

import org.jspecify.annotations.NullMarked;
