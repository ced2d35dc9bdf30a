package io.ratiskv.server;

import io.ratiskv.server.propose.EntryStages;
import io.ratiskv.server.propose.RequestOrigin;
import io.ratiskv.server.propose.SettledEntry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says of requests that took long where the time went. One line for an entry of the log, whose writes wait together: for the
 * oldest of them. A few lines a second at most, with how many were left out.
 *
 * <p>Thread: any.
 */
final class SlowLog {
    private static final Logger LOG = LoggerFactory.getLogger(SlowLog.class);
    private static final int LINES_PER_SECOND = 5;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final String member;
    private final long slowNanos;
    private final LongSupplier term;
    private final Runnable counted;
    private final LongSupplier nanoTime;
    private final AtomicLong secondNanos;
    private final AtomicInteger lines = new AtomicInteger();

    /**
     * @param slow from when on a request is slow; zero = never
     * @param counted told of each, written down or not
     */
    SlowLog(String member, Duration slow, LongSupplier term, Runnable counted, LongSupplier nanoTime) {
        this.member = member;
        this.slowNanos = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
        this.term = term;
        this.counted = counted;
        this.nanoTime = nanoTime;
        this.secondNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /** Entries without writes let time pass, and nobody waits for them. */
    void settled(SettledEntry entry) {
        long total = entry.settledNanos() - entry.submittedNanos();
        if (total < slowNanos || entry.writes() == 0) {
            return;
        }
        counted.run();
        if (!mayWrite()) {
            return;
        }
        EntryStages stages = entry.stages();
        long queue = entry.proposedNanos() - entry.submittedNanos();
        long durable = since(entry.proposedNanos(), stages.durableNanos());
        long committed = since(entry.proposedNanos(), stages.committedNanos());
        long replication = committed < 0 || durable < 0 ? -1 : Math.max(0, committed - durable);
        long applying = stages.committedNanos() == 0 ? -1 : since(stages.committedNanos(), stages.appliedNanos());
        long answering = stages.appliedNanos() == 0 ? -1 : since(stages.appliedNanos(), entry.settledNanos());
        line(entry.oldest())
                .addKeyValue("kind", "write")
                .addKeyValue("total_ms", millis(total))
                .addKeyValue("queue_ms", millis(queue))
                .addKeyValue("fsync_ms", millis(durable))
                .addKeyValue("replication_ms", millis(replication))
                .addKeyValue("apply_ms", millis(applying))
                .addKeyValue("answer_ms", millis(answering))
                .addKeyValue("writes", entry.writes())
                .log(
                        "slow write: {} ms = queue {} + log {} (own fsync after {}, then a majority {}) + apply {} + answer {};"
                                + " the oldest of {} in its entry, {}, member {}, term {}{}{}",
                        millis(total),
                        millis(queue),
                        millis(committed),
                        millis(durable),
                        millis(replication),
                        millis(applying),
                        millis(answering),
                        entry.writes(),
                        who(entry.oldest()),
                        member,
                        term.getAsLong(),
                        trace(entry.oldest()),
                        entry.applied() ? "" : "; it was not applied, or that is not known");
    }

    /**
     * A request that does not go into the log has its answer.
     *
     * @param freshNanos how long until what it reads was fresh enough; negative = unknown
     */
    void answered(String kind, long nanos, long freshNanos, RequestOrigin origin) {
        if (nanos < slowNanos) {
            return;
        }
        counted.run();
        if (!mayWrite()) {
            return;
        }
        long reading = freshNanos < 0 ? -1 : nanos - freshNanos;
        line(origin)
                .addKeyValue("kind", kind)
                .addKeyValue("total_ms", millis(nanos))
                .addKeyValue("fresh_ms", millis(freshNanos))
                .addKeyValue("read_ms", millis(reading))
                .log(
                        "slow {}: {} ms = until it was fresh enough {} + read {}; {}, member {}, term {}{}",
                        kind,
                        millis(nanos),
                        millis(freshNanos),
                        millis(reading),
                        who(origin),
                        member,
                        term.getAsLong(),
                        trace(origin));
    }

    /** Answers waited for so long until the operating system took them: their reader is slow, or its network. */
    void flushed(long nanos, long bytes, Supplier<String> to) {
        if (nanos < slowNanos || !mayWrite()) {
            return;
        }
        String client = to.get();
        LOG.atWarn()
                .addKeyValue("kind", "flush")
                .addKeyValue("member", member)
                .addKeyValue("client", client)
                .addKeyValue("total_ms", millis(nanos))
                .log("slow flush: {} bytes of answers waited {} ms for {} to take them", bytes, millis(nanos), client);
    }

    private LoggingEventBuilder line(RequestOrigin origin) {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("member", member)
                .addKeyValue("term", term.getAsLong())
                .addKeyValue("request_id", origin.requestId())
                .addKeyValue("client", origin.client());
        return origin.traceParent().isEmpty() ? line : line.addKeyValue("trace_parent", origin.traceParent());
    }

    private boolean mayWrite() {
        long now = nanoTime.getAsLong();
        long begun = secondNanos.get();
        if (now - begun >= SECOND_NANOS && secondNanos.compareAndSet(begun, now)) {
            int leftOut = lines.getAndSet(0) - LINES_PER_SECOND;
            if (leftOut > 0) {
                LOG.warn("{} more slow requests were not written down", leftOut);
            }
        }
        return lines.incrementAndGet() <= LINES_PER_SECOND;
    }

    private static String who(RequestOrigin origin) {
        return origin.requestId() == 0
                ? "of this member itself"
                : "request " + origin.requestId() + " of " + origin.client();
    }

    private static String trace(RequestOrigin origin) {
        return origin.traceParent().isEmpty() ? "" : ", trace " + origin.traceParent();
    }

    private static long since(long fromNanos, long toNanos) {
        return toNanos == 0 ? -1 : Math.max(0, toNanos - fromNanos);
    }

    /** -1 stays: unknown. */
    private static long millis(long nanos) {
        return nanos < 0 ? -1 : nanos / 1_000_000;
    }
}
