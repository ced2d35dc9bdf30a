package io.ratiskv.server.propose;

import java.util.Optional;

/** The batch certainly never entered the log: every command in it may be tried elsewhere. */
public final class NotAppendedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it was not appended. */
    public enum Reason {
        /** Another member leads, or none does. */
        NOT_LEADER,
        /** The log's own queue is full. */
        OVERLOADED,
        /** The member is starting, stopping or installing a snapshot. */
        UNAVAILABLE
    }

    private final Reason reason;
    private final String detail;

    public NotAppendedException(Reason reason, String detail) {
        super(reason + ": " + detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    public Reason reason() {
        return reason;
    }

    public Optional<String> detail() {
        return detail.isEmpty() ? Optional.empty() : Optional.of(detail);
    }
}
