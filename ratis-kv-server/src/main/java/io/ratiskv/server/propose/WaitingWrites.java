package io.ratiskv.server.propose;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes submitted and not yet proposed, in order, and the bound on everything pending (proposed writes included).
 *
 * <p>Thread: any; the lock is held for moments only, so that deadlines pass on time even while a proposal blocks.
 */
final class WaitingWrites {
    private final long bytesMax;
    private final int commandsMax;
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>();
    private long pendingBytes;
    private int pendingCommands;
    private long waitingBytes;

    WaitingWrites(long bytesMax, int commandsMax) {
        this.bytesMax = bytesMax;
        this.commandsMax = commandsMax;
    }

    /** Takes the write in, or answers false if a bound would be broken. */
    synchronized boolean offer(PendingWrite write) {
        if (pendingCommands >= commandsMax || pendingBytes + write.bytes > bytesMax) {
            return false;
        }
        pendingCommands++;
        pendingBytes += write.bytes;
        waitingBytes += write.bytes;
        queue.add(write);
        return true;
    }

    /** The next batch, in order of submission: as many as fit, at least one if any waits. They stay counted. */
    synchronized List<PendingWrite> poll(int batchBytesMax, int batchCommandsMax) {
        List<PendingWrite> batch = new ArrayList<>(Math.min(queue.size(), batchCommandsMax));
        long bytes = 0;
        while (batch.size() < batchCommandsMax) {
            PendingWrite next = queue.peek();
            if (next == null || (!batch.isEmpty() && bytes + next.bytes > batchBytesMax)) {
                break;
            }
            bytes += next.bytes;
            batch.add(queue.remove());
        }
        waitingBytes -= bytes;
        return batch;
    }

    /** Takes out and uncounts those whose deadline has passed. */
    synchronized List<PendingWrite> removeExpired(long nowNanos) {
        if (queue.isEmpty()) {
            return List.of();
        }
        List<PendingWrite> expired = new ArrayList<>();
        queue.removeIf(w -> w.expired(nowNanos) && expired.add(w));
        expired.forEach(w -> waitingBytes -= w.bytes);
        release(expired);
        return expired;
    }

    /** Adds the deadlines of those that wait. */
    synchronized void addDeadlines(Earliest due) {
        queue.forEach(w -> due.add(w.deadlineNanos));
    }

    /** Takes out and uncounts everything that waits. */
    synchronized List<PendingWrite> removeAll() {
        List<PendingWrite> all = new ArrayList<>(queue);
        queue.clear();
        waitingBytes = 0;
        release(all);
        return all;
    }

    /** Uncounts writes that were polled before. */
    synchronized void release(List<PendingWrite> writes) {
        pendingCommands -= writes.size();
        for (PendingWrite w : writes) {
            pendingBytes -= w.bytes;
        }
    }

    /** Whether so much waits to be proposed. */
    synchronized boolean holds(int commands, long bytes) {
        return queue.size() >= commands || waitingBytes >= bytes;
    }

    synchronized int size() {
        return queue.size();
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    synchronized long pendingBytes() {
        return pendingBytes;
    }

    synchronized int pendingCommands() {
        return pendingCommands;
    }
}
