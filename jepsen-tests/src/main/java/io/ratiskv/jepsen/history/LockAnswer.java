package io.ratiskv.jepsen.history;

/** What the calls of a lock history answer. */
public sealed interface LockAnswer {
    /** The lock is ours. */
    record Acquired(long fence) implements LockAnswer {}

    /** The write took effect. */
    record At(long revision) implements LockAnswer {}

    /** A write that took effect. */
    record Effect(long fence, String value, long revision) implements LockAnswer {}

    /** Nothing to tell. */
    record Done() implements LockAnswer {}
}
