package io.ratiskv.client.connection;

import io.ratiskv.protocol.ErrorCode;

/** What a member's error means for the call: try on, or tell the caller. */
enum ErrorKind {
    /** The request did not enter the log, and will not elsewhere. */
    REFUSED,
    /** The replicated state has decided; every retry gets the same. */
    REJECTED,
    /** Not here, or not now; it did not enter the log. */
    NOT_DONE,
    /** It may have entered the log. */
    UNKNOWN;

    static ErrorKind of(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT,
                    TOO_LARGE,
                    UNAUTHENTICATED,
                    WRONG_CLUSTER,
                    UNSUPPORTED_VERSION,
                    MALFORMED_FRAME,
                    UNSUPPORTED_COMMAND,
                    MEMBERSHIP_REFUSED,
                    BACKUP_REFUSED -> REFUSED;
            case NOT_LEADER,
                    NO_LEADER,
                    OVERLOADED,
                    DEADLINE_EXCEEDED,
                    SHUTTING_DOWN,
                    STALE_READ,
                    OUT_OF_SPACE,
                    UNAVAILABLE,
                    TOO_MANY_WATCHES -> NOT_DONE;
            // The state could not keep the answer, so it did not decide; there is room once others are confirmed.
            case SESSION_WINDOW_FULL -> NOT_DONE;
            case COMPACTED,
                    FUTURE_REVISION,
                    KEY_NOT_FOUND,
                    LEASE_NOT_FOUND,
                    LEASE_EXISTS,
                    TOO_MANY_LEASES,
                    LEASE_KEYS_FULL,
                    FENCE_STALE,
                    FENCE_REQUIRED,
                    TOO_MANY_PROTECTED,
                    DUPLICATE_KEY,
                    CONFLICT,
                    SESSION_NOT_FOUND,
                    SESSION_FENCED,
                    RESULT_DISCARDED,
                    TOO_MANY_SESSIONS,
                    PERMISSION_DENIED,
                    RESULT_TOO_LARGE -> REJECTED;
            // A code of a newer server says nothing that this build can rely on.
            case OUTCOME_UNKNOWN, INTERNAL, ERROR_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
        };
    }

    boolean isLastWord() {
        return this == REFUSED || this == REJECTED;
    }
}
