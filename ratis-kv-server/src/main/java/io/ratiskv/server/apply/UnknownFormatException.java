package io.ratiskv.server.apply;

import io.ratiskv.server.command.LogFormats;

/** A Raft entry was written by a build that this one does not understand: the member must stop, and be upgraded. */
public final class UnknownFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public UnknownFormatException(long index, int format, LogFormats known) {
        this("Raft entry " + index + " has format " + Integer.toUnsignedString(format) + ", but this build reads "
                + known.words()
                + " only: start this member with the version that the others run. Nothing on its disk is damaged");
    }

    private UnknownFormatException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** For the operator. */
    public String sentence() {
        return sentence;
    }
}
