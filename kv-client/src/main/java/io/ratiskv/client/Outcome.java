package io.ratiskv.client;

/** What became of a call that failed. */
public enum Outcome {
    /** The store has applied the command; only its answer is missing. */
    APPLIED,
    /** The store has not applied the command and, under its request id, never will. A failed read is this too. */
    NOT_APPLIED,
    /** It may have been applied, or may be still; {@link KvClient#resolve} tells. */
    UNKNOWN
}
