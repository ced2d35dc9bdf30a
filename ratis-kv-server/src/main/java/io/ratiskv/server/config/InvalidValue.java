package io.ratiskv.server.config;

/** A value that a setting does not accept; the message completes the sentence "key = value ...". */
final class InvalidValue extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidValue(String reason) {
        super(reason, null, false, false);
    }
}
