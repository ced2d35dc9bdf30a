package io.ratiskv.client;

/** Client and member share no version of the protocol, or the endpoint does not speak it at all. */
public final class ProtocolMismatchException extends KvException {
    private static final long serialVersionUID = 1;

    public ProtocolMismatchException(String message) {
        super(message, Outcome.NOT_APPLIED, false, null, null);
    }
}
