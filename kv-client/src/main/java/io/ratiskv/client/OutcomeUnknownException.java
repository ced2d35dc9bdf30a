package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadline passed after the write had been sent and before anybody could tell what became of it. It may have been
 * applied, or may be still: {@link KvClient#resolve} with the {@link #id} tells, now or after a restart.
 */
public final class OutcomeUnknownException extends KvException {
    private static final long serialVersionUID = 1;

    private final transient RequestId id;
    private final transient List<UnavailableException.Tried> tried;

    public OutcomeUnknownException(
            String message, RequestId id, List<UnavailableException.Tried> tried, @Nullable Throwable cause) {
        super(message, Outcome.UNKNOWN, false, requireNonNull(id), cause);
        this.id = id;
        this.tried = List.copyOf(tried);
    }

    /** What to resolve. */
    public RequestId id() {
        return id;
    }

    /** Each endpoint that was tried, with its last failure. */
    public List<UnavailableException.Tried> tried() {
        return tried;
    }
}
