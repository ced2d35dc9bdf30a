package io.ratiskv.client;

/** A watch that calls a {@link WatchListener}. */
public interface WatchHandle extends AutoCloseable {
    /** Everything up to this revision was told to the listener, and it has returned; 0 before the first. */
    long revision();

    void requestProgress();

    /** Ends the watch. A call of the listener that is under way is not interrupted; {@code ended} follows it. */
    @Override
    void close();
}
