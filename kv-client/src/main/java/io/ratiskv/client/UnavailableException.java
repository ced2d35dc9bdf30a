package io.ratiskv.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nobody could serve the call within its deadline, and it was certainly not applied. */
public sealed class UnavailableException extends KvException permits OverloadedException, StaleReadException {
    private static final long serialVersionUID = 1;

    private final transient List<Tried> tried;

    /**
     * An endpoint and why it did not serve.
     *
     * @param endpoint {@code host:port}
     * @param failure a sentence
     */
    public record Tried(String endpoint, String failure) {}

    public UnavailableException(String message, List<Tried> tried, @Nullable RequestId requestId) {
        super(message, Outcome.NOT_APPLIED, true, requestId, null);
        this.tried = List.copyOf(tried);
    }

    /** Each endpoint that was tried, with its last failure. */
    public List<Tried> tried() {
        return tried;
    }
}
