package io.ratiskv.jepsen.history;

/**
 * What a watcher asked for.
 *
 * @param from first key of the range
 * @param to first key after the range
 * @param start where it begins
 * @param startRevision of {@link Start#REVISION}: first revision to tell of; else 0
 * @param previous events shall tell the state before them
 * @param puts tell of puts
 * @param deletes tell of deletions
 * @param coalesced when behind, the newest state of each key is enough
 * @param resets when history is compacted, the state may be told anew
 */
public record WatchSpec(
        String from,
        String to,
        Start start,
        long startRevision,
        boolean previous,
        boolean puts,
        boolean deletes,
        boolean coalesced,
        boolean resets) {
    /** Where a watch begins. */
    public enum Start {
        /** After everything that was acknowledged when it was asked for. */
        NOW,
        /** At a revision. */
        REVISION,
        /** With the state of the range. */
        SNAPSHOT
    }

    /** Everything of a range that is told after now. */
    public static WatchSpec now(String from, String to) {
        return new WatchSpec(from, to, Start.NOW, 0, false, true, true, false, true);
    }

    /** The same from a revision on. */
    public WatchSpec at(long revision) {
        return new WatchSpec(from, to, Start.REVISION, revision, previous, puts, deletes, coalesced, resets);
    }

    /** The same, state first. */
    public WatchSpec snapshot() {
        return new WatchSpec(from, to, Start.SNAPSHOT, 0, previous, puts, deletes, coalesced, resets);
    }

    /** The same, with the state before each event. */
    public WatchSpec withPrevious() {
        return new WatchSpec(from, to, start, startRevision, true, puts, deletes, coalesced, resets);
    }

    /** The same without deletions. */
    public WatchSpec onlyPuts() {
        return new WatchSpec(from, to, start, startRevision, previous, true, false, coalesced, resets);
    }

    /** The same without puts. */
    public WatchSpec onlyDeletes() {
        return new WatchSpec(from, to, start, startRevision, previous, false, true, coalesced, resets);
    }

    /** The same, content with the newest state when behind. */
    public WatchSpec coalescing() {
        return new WatchSpec(from, to, start, startRevision, previous, puts, deletes, true, resets);
    }

    /** The same, ending rather than being told the state anew. */
    public WatchSpec withoutResets() {
        return new WatchSpec(from, to, start, startRevision, previous, puts, deletes, coalesced, false);
    }

    /** Whether the key is in its range. */
    public boolean covers(String key) {
        return key.compareTo(from) >= 0 && key.compareTo(to) < 0;
    }

    /** Whether it wants to be told of such a change. */
    public boolean wants(String key, boolean put) {
        return covers(key) && (put ? puts : deletes);
    }

    @Override
    public String toString() {
        return "[" + from + ", " + to + ") "
                + (start == Start.REVISION ? "from " + startRevision : start == Start.NOW ? "now" : "snapshot")
                + (previous ? " previous" : "")
                + (puts ? "" : " no-puts")
                + (deletes ? "" : " no-deletes")
                + (coalesced ? " coalesced" : "")
                + (resets ? "" : " no-resets");
    }
}
