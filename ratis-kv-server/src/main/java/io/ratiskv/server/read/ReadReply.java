package io.ratiskv.server.read;

import io.ratiskv.server.propose.Refusal;

/**
 * Where one read's answer goes: one or more parts, the last one marked, or a refusal (also after some parts).
 *
 * <p>Thread: any, one call at a time. Must not block.
 *
 * @param <T> what is answered
 */
public interface ReadReply<T> {
    /** What is read is fresh enough now: from here on it is read. Told once at most, before any part. */
    default void fresh() {}

    /** One part of the answer; {@code continues} = more follow. */
    void part(T part, boolean continues);

    void refused(Refusal refusal);

    /** Whether the reader takes more now: while false, parts are neither read nor sent. */
    boolean isWritable();

    /** Runs {@code resume} once, on any thread, when the reader takes more again or is gone. At once if so already. */
    void whenWritable(Runnable resume);

    /** Whether nobody listens any more: the rest need not be read. */
    boolean isGone();
}
