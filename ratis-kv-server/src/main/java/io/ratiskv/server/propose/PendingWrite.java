package io.ratiskv.server.propose;

import io.ratiskv.server.command.Command;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One submitted write until its outcome is told. Whoever tells first wins; later outcomes are dropped. */
final class PendingWrite {
    private static final Logger LOG = LoggerFactory.getLogger(PendingWrite.class);
    // A command inside a batch: tag and length.
    private static final int COMMAND_OVERHEAD_BYTES = 8;

    final Command command;
    /** What it takes inside a batch. */
    final int bytes;

    final long submittedNanos;
    final long deadlineNanos;
    private final WriteReply reply;
    private final AtomicBoolean told = new AtomicBoolean();

    PendingWrite(Command command, long submittedNanos, long deadlineNanos, WriteReply reply) {
        this.submittedNanos = submittedNanos;
        this.command = command;
        this.bytes = command.getSerializedSize() + COMMAND_OVERHEAD_BYTES;
        this.deadlineNanos = deadlineNanos;
        this.reply = reply;
    }

    /** Nanosecond clocks wrap: only differences compare. */
    boolean expired(long nowNanos) {
        return deadlineNanos - nowNanos <= 0;
    }

    RequestOrigin origin() {
        return reply.origin();
    }

    boolean isTold() {
        return told.get();
    }

    void answer(byte[] response) {
        if (told.compareAndSet(false, true)) {
            try {
                reply.answered(response);
            } catch (RuntimeException | Error e) {
                // One broken listener must not keep the rest of its batch from hearing.
                LOG.error("a write's listener failed to take its answer", e);
            }
        }
    }

    void refuse(Refusal refusal) {
        if (told.compareAndSet(false, true)) {
            try {
                reply.refused(refusal);
            } catch (RuntimeException | Error e) {
                LOG.error("a write's listener failed to take its refusal {}", refusal.code(), e);
            }
        }
    }
}
