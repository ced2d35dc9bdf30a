package io.ratiskv.server.apply;

/** The Raft entry up to which the state holds everything; (0, -1) before the first. */
public record AppliedPosition(long term, long index) {
    /** Nothing is applied yet. */
    public static final AppliedPosition NONE = new AppliedPosition(0, -1);
}
