package io.ratiskv.client;

/** A field of the request, or what would be answered, is larger than a stated limit. */
public final class TooLargeException extends InvalidRequestException {
    private static final long serialVersionUID = 1;

    private final long limit;
    private final long actual;

    public TooLargeException(String field, long limit, long actual, String message) {
        super(message, field, null);
        this.limit = limit;
        this.actual = actual;
    }

    /** In the field's own unit: bytes, or operations. */
    public long limit() {
        return limit;
    }

    /** What it was; 0 if not known. */
    public long actual() {
        return actual;
    }
}
