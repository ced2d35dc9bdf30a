package io.ratiskv.client.connection;

import java.util.Collection;
import java.util.TreeSet;

/**
 * Which sequences of a session the client still needs the members to remember. A sequence is open from when it is
 * allocated until its answer has been received, or nobody wants it any more; the members may forget everything below
 * the oldest open one.
 *
 * <p>Thread: network.
 */
final class UnansweredWindow {
    private final TreeSet<Long> open;
    // Answered, but not below the oldest open one: the members still remember these.
    private final TreeSet<Long> answered = new TreeSet<>();
    private long next;

    /**
     * @param first first sequence to allocate
     * @param open older sequences that must not be forgotten
     */
    UnansweredWindow(long first, Collection<Long> open) {
        this.next = first;
        this.open = new TreeSet<>(open);
    }

    long allocate() {
        long sequence = next++;
        open.add(sequence);
        return sequence;
    }

    /** Its answer is here, or not wanted. Unknown sequences and repeats do no harm. */
    void answered(long sequence) {
        if (open.remove(sequence)) {
            answered.add(sequence);
            answered.headSet(oldest()).clear();
        }
    }

    /** Everything below may be forgotten. */
    long oldest() {
        return open.isEmpty() ? next : open.first();
    }

    /** How many answers the members may be remembering, once all open sequences are answered. */
    int retained() {
        return open.size() + answered.size();
    }

    /** First sequence not yet allocated. */
    long next() {
        return next;
    }
}
