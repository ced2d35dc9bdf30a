package io.ratiskv.client;

/** An endpoint belongs to another cluster than the client was told to expect. */
public final class WrongClusterException extends KvException {
    private static final long serialVersionUID = 1;

    public WrongClusterException(String message) {
        super(message, Outcome.NOT_APPLIED, false, null, null);
    }
}
