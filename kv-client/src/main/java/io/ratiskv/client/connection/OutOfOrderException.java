package io.ratiskv.client.connection;

/** A member tells what cannot come now: its stream cannot be trusted, another one may be. */
final class OutOfOrderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfOrderException(String message) {
        super(message);
    }
}
