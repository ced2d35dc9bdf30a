/**
 * What clients asked and were told, in the real-time order of one recorder. Read {@link io.ratiskv.jepsen.history.History} first.
 *
 * <p>Invariant: an invocation is recorded before the request leaves, a completion after the answer is there.
 * <p>Never here: judging (room {@code checker}).
 */
@NullMarked
package io.ratiskv.jepsen.history;

import org.jspecify.annotations.NullMarked;
