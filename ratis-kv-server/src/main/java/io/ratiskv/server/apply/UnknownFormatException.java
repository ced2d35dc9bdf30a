package io.ratiskv.server.apply;

import io.ratiskv.server.command.LogFormat;

/** A Raft entry was written by a build that this one does not understand: the member must stop, and be upgraded. */
public final class UnknownFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownFormatException(long index, int format) {
        super("Raft entry " + index + " has format " + Integer.toUnsignedString(format)
                + ", but this build understands format " + LogFormat.VERSION
                + " only: start this member with the version that its leader runs");
    }
}
