package io.ratiskv.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every failure of the client, and the answer to the question that matters: did it happen? Nothing else is thrown by
 * a call, except what a caller's own code throws (a transaction body, a codec) and {@link NullPointerException}.
 *
 * <p>Messages are for people; programs look at the type and its fields.
 */
public abstract sealed class KvException extends RuntimeException
        permits InvalidRequestException,
                RejectedException,
                UnavailableException,
                OutcomeUnknownException,
                SessionLostException,
                WrongClusterException,
                ProtocolMismatchException,
                ServerFaultException,
                ClientClosedException {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;
    private final boolean retryable;
    private final transient @Nullable RequestId requestId;

    KvException(
            String message,
            Outcome outcome,
            boolean retryable,
            @Nullable RequestId requestId,
            @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.retryable = retryable;
        this.requestId = requestId;
    }

    /** What became of the call. */
    public final Outcome outcome() {
        return outcome;
    }

    /**
     * Whether the same call, made anew a little later, may succeed. The client has already retried within the
     * deadline. Never true while the outcome is unknown: resolve that first.
     */
    public final boolean retryable() {
        return retryable;
    }

    /** The write's id, if it was a write that got so far as to have one. */
    public final Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }
}
