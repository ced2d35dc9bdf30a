package io.ratiskv.jepsen.history;

/** How a call ended, as the client itself claimed. */
public enum Completion {
    /** It happened. */
    OK,
    /** It certainly did not happen and never will. */
    FAIL,
    /** It may have happened, or may still. */
    INFO
}
