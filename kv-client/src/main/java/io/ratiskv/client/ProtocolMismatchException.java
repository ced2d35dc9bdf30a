package io.ratiskv.client;

/**
 * Client and member share no version of the protocol, or the endpoint does not speak it at all; or what is asked for is new,
 * and not every member of the cluster knows it yet.
 */
public final class ProtocolMismatchException extends KvException {
    private static final long serialVersionUID = 1;

    public ProtocolMismatchException(String message) {
        super(message, Outcome.NOT_APPLIED, false, null, null);
    }
}
