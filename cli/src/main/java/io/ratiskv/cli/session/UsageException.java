package io.ratiskv.cli.session;

/** What was asked makes no sense as it stands; nothing was done. The message is for the user. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
