package io.ratiskv.jepsen.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One call of one client, from before its request left to after its answer was there.
 *
 * @param process logical client; has at most one call open, and none after one that ended in {@code INFO}
 * @param kind what was asked
 * @param key the register
 * @param value written value, or the value that a read found; null: the read found no key, or never ended well
 * @param expectedRevision of a compare-and-set: the modification revision that it asked for; 0 = the key must not exist
 * @param completion how it ended, as the client claimed
 * @param revision store revision that the answer named: the write's own, or the one that was read or compared at; 0 = none
 *     known
 * @param modRevision of a read: when the value was written; 0 if there was none. So of a refused compare-and-set
 * @param found of a refused compare-and-set: what the key held instead; null: no key, or not refused
 * @param invokedAt place of the invocation among all events of the history
 * @param completedAt place of the completion among all events; {@link #NEVER} if the call may still take effect
 * @param endedAt place of the event that told the client's claim, also for {@code INFO}; {@link #NEVER} if it was open
 *     when the history ended
 * @param invokedNanos since the history began
 * @param endedNanos since the history began; meaningless if {@code endedAt} is {@link #NEVER}
 * @param note for people: the error, or empty
 */
public record Operation(
        int process,
        Kind kind,
        String key,
        @Nullable String value,
        long expectedRevision,
        Completion completion,
        long revision,
        long modRevision,
        @Nullable String found,
        int invokedAt,
        int completedAt,
        int endedAt,
        long invokedNanos,
        long endedNanos,
        String note)
        implements Recorded {

    /** What can be asked of a register. */
    public enum Kind {
        READ,
        WRITE,
        /** Write if the key was last written at a certain revision. */
        CAS
    }

    /** Whether it wrote, if it happened at all. */
    public boolean writes() {
        return kind != Kind.READ;
    }

    /** The store compared and did not write: as good as a read of what it found. */
    public boolean refused() {
        return kind == Kind.CAS && completion == Completion.FAIL && revision > 0;
    }

    @Override
    public String function() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String describe() {
        String what = switch (kind) {
            case READ -> "read " + key + " -> " + (ok() ? value + " (written at " + modRevision + ")" : "?");
            case WRITE -> "write " + key + " = " + value;
            case CAS ->
                "cas " + key + " = " + value + " if written at " + expectedRevision
                        + (refused() ? ", which held " + found + " (written at " + modRevision + ")" : "");
        };
        return "process " + process + ": " + what + ", " + completion + (revision > 0 ? " at revision " + revision : "")
                + ", events " + invokedAt + ".." + (endedAt == NEVER ? "" : endedAt)
                + (note.isEmpty() ? "" : " (" + note + ")");
    }
}
