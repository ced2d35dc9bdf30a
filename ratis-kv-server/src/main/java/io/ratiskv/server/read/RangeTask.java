package io.ratiskv.server.read;

import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.server.propose.Earliest;
import io.ratiskv.server.propose.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One range on its way out, page by page. It reads a page only when its reader takes one; meanwhile it stands still,
 * holding its view, until the reader goes on, is gone, or the deadline passes.
 *
 * <p>Thread: {@code read-*}, one at a time; {@link #start} and {@link #expire} any, and do not block.
 */
final class RangeTask implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RangeTask.class);
    // Then others waiting for the thread have their turn.
    private static final int PAGES_PER_TURN = 4;

    private final ReadService reads;
    private final RangeRequest request;
    private final int pageBytes;
    private final long deadlineNanos;
    private final ReadReply<RangeResponse> reply;
    private final AtomicBoolean parked = new AtomicBoolean();
    private StateReader.@Nullable View view;
    private StateReader.@Nullable Pages pages;
    private long ageMs;

    RangeTask(
            ReadService reads,
            RangeRequest request,
            int pageBytes,
            long deadlineNanos,
            ReadReply<RangeResponse> reply) {
        this.reads = reads;
        this.request = request;
        this.pageBytes = pageBytes;
        this.deadlineNanos = deadlineNanos;
        this.reply = reply;
    }

    /**
     * The state is fresh enough: read as soon as the reader takes an answer. What is in memory is answered here, where the
     * thread may do so: handing it to another one would cost more than reading it.
     */
    void start() {
        if (!reply.isWritable()) {
            park();
        } else if (!reads.mayAnswerHere() || !answeredAtOnce()) {
            enqueue();
        }
    }

    private boolean answeredAtOnce() {
        if (deadlineNanos - reads.nanoTime() <= 0) {
            return false;
        }
        ageMs = reads.ageMs(request);
        if (request.getConsistency() == Consistency.BOUNDED && ageMs > request.getMaxAgeMs()) {
            return false;
        }
        RangeResponse whole;
        try (StateReader.View now = reads.open(request)) {
            whole = now.atOnce(request);
        } catch (ReadRefusedException e) {
            refuse(e.refusal());
            return true;
        } catch (RuntimeException e) {
            LOG.error("reading a key in memory failed", e);
            refuse(Refusal.of(ErrorCode.INTERNAL, "the read failed on this member: " + e));
            return true;
        }
        if (whole == null) {
            return false;
        }
        reply.part(aged(whole), false);
        return true;
    }

    private RangeResponse aged(RangeResponse page) {
        return ageMs == 0 ? page : page.toBuilder().setAgeMs(ageMs).build();
    }

    /** Goes on, to its end, if it stands still past its deadline; else adds that. */
    void expire(long nowNanos, Earliest due) {
        if (deadlineNanos - nowNanos <= 0) {
            unpark();
        } else {
            due.add(deadlineNanos);
        }
    }

    @Override
    public void run() {
        try {
            if (reply.isGone()) {
                close();
            } else if (deadlineNanos - reads.nanoTime() <= 0) {
                refuse(Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the deadline passed before the range was read"));
            } else if (!reply.isWritable()) {
                park(); // Others' answers have filled its reader's buffer meanwhile.
            } else if (open()) {
                read();
            }
        } catch (ReadRefusedException e) {
            refuse(e.refusal());
        } catch (RuntimeException e) {
            LOG.error("reading a range failed", e);
            refuse(Refusal.of(ErrorCode.INTERNAL, "the read failed on this member: " + e));
        }
    }

    private boolean open() {
        if (view != null) {
            return true;
        }
        // Asked before the view is taken: the view can only be younger.
        ageMs = reads.ageMs(request);
        if (request.getConsistency() == Consistency.BOUNDED && ageMs > request.getMaxAgeMs()) {
            refuse(reads.stale(request, ageMs));
            return false;
        }
        view = reads.open(request);
        pages = view.range(request, pageBytes);
        return true;
    }

    private void read() {
        StateReader.Pages from = pages;
        if (from == null) {
            throw new IllegalStateException("a range is read before it is opened");
        }
        for (int i = 0; i < PAGES_PER_TURN; i++) {
            RangeResponse page = from.next();
            if (from.isDone()) {
                close();
                reply.part(aged(page), false);
                return;
            }
            reply.part(page, true);
            if (!reply.isWritable()) {
                park();
                return;
            }
        }
        enqueue();
    }

    private void park() {
        if (!reads.parked(this, view != null)) {
            refuse(reads.overloaded("too many ranges wait for their readers", 0));
            return;
        }
        parked.set(true);
        reads.standsStill(deadlineNanos);
        reply.whenWritable(this::unpark);
    }

    private void unpark() {
        if (parked.compareAndSet(true, false)) {
            reads.resumed(this);
            enqueue();
        }
    }

    private void enqueue() {
        if (!reads.execute(this)) {
            refuse(reads.overloaded("too many reads wait on this member", 0));
        }
    }

    private void refuse(Refusal refusal) {
        close();
        reply.refused(refusal);
    }

    private void close() {
        StateReader.View open = view;
        view = null;
        pages = null;
        if (open != null) {
            open.close();
        }
    }
}
