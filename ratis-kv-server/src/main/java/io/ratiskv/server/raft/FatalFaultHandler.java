package io.ratiskv.server.raft;

import org.jspecify.annotations.Nullable;

/**
 * Ends the process after a local fault (disk, checksum, impossible state): a member that guesses diverges, and one that
 * hangs on as a zombie is worse than one that is gone. Tests record instead.
 */
@FunctionalInterface
public interface FatalFaultHandler {
    /**
     * Logs and ends the process; does not return in production.
     *
     * @param sentence what happened and what the operator can do
     */
    void halt(String sentence, @Nullable Throwable cause);

    /**
     * Ends the process because the cluster has removed this member: no fault, and nothing that starting again would mend.
     *
     * @param sentence that says so
     */
    default void left(String sentence) {
        halt(sentence, null);
    }
}
