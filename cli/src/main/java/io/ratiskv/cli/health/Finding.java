package io.ratiskv.cli.health;

/**
 * Something that is not as it should be.
 *
 * @param member empty = the cluster
 * @param what is wrong
 * @param advice what to do
 */
public record Finding(Severity severity, String member, String what, String advice) {
    /** How bad it is. */
    public enum Severity {
        /** Clients notice, or will at the next failure. */
        CRITICAL,
        /** It will get worse, or works worse than it could. */
        WARNING,
        /** Good to know. */
        NOTE
    }
}
