package io.ratiskv.server.read;

import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Earliest;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reads as fresh as they ask to be. First the read is made fresh enough (a read index, a minimum revision, a
 * proof of age). A key that is in memory is answered where that was found out; anything else runs on the {@code read-*} pool
 * against a stable view, page by page, no faster than its reader takes them.
 *
 * <p>Thread: {@link #applied} by apply, {@link #tick} by timer, the rest by any.
 */
public final class ReadService {
    private static final Logger LOG = LoggerFactory.getLogger(ReadService.class);

    private final ReadIndexSource readIndexes;
    private final StateReader state;
    private final Supplier<LogStatus> status;
    private final Executor pool;
    private final ReadLimits limits;
    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final Freshness freshness;
    private final AppliedIndexWaiters indexes;
    private final AppliedIndexWaiters revisions;
    // Ranges that stand still until their readers take more. Those that hold a view are bounded by
    // limits.openStreamsMax, the others by the requests that a connection may have open.
    private final Set<RangeTask> openStreams = ConcurrentHashMap.newKeySet();
    private final Set<RangeTask> notStarted = ConcurrentHashMap.newKeySet();
    private final Set<IndexWait> waitingForIndex = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread applying;

    /**
     * @param pool bounded: rejects what is too much; see {@link ReadPool}
     * @param nanoTime the clock of deadlines and ages
     * @param alarm has {@link #tick} run
     */
    public ReadService(
            ReadIndexSource readIndexes,
            StateReader state,
            Supplier<LogStatus> status,
            Executor pool,
            ReadLimits limits,
            LongSupplier nanoTime,
            Alarm alarm) {
        this.readIndexes = readIndexes;
        this.state = state;
        this.status = status;
        this.pool = pool;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.alarm = alarm;
        this.freshness = new Freshness(nanoTime);
        this.indexes = new AppliedIndexWaiters(limits.waitersMax(), 0, alarm);
        this.revisions = new AppliedIndexWaiters(limits.waitersMax(), 0, alarm);
    }

    /** Everything up to {@code index} is applied and visible, and the store is at {@code revision}. Called after each apply. */
    public void applied(long index, long revision) {
        applying = Thread.currentThread();
        indexes.advance(index);
        revisions.advance(revision);
    }

    /** Lets waits end at their deadlines. Called when the alarm says so. */
    public void tick() {
        long now = nanoTime.getAsLong();
        Earliest due = new Earliest();
        indexes.tick(now, due);
        revisions.tick(now, due);
        waitingForIndex.removeIf(wait -> wait.endsBy(now, due));
        openStreams.forEach(stream -> stream.expire(now, due));
        notStarted.forEach(stream -> stream.expire(now, due));
        due.set(alarm);
    }

    /** Answers a range, in as many parts as its pages. */
    public void range(RangeRequest request, long deadlineNanos, ReadReply<RangeResponse> reply) {
        if (request.getRevision() < 0 || request.getMinRevision() < 0 || request.getLimit() < 0) {
            reply.refused(Refusal.of(ErrorCode.INVALID_ARGUMENT, "revision and limit must not be negative"));
            return;
        }
        RangeTask task = new RangeTask(this, request, pageBytes(request), deadlineNanos, reply);
        freshEnough(request, deadlineNanos)
                .thenCompose(ignored -> revisions.await(request.getMinRevision(), deadlineNanos))
                .whenComplete((ignored, failure) -> {
                    if (failure == null) {
                        reply.fresh();
                        task.start();
                    } else {
                        reply.refused(refusalFor(request, failure));
                    }
                });
    }

    /** What became of a write? Read linearizably. */
    public void resolve(ResolveRequest request, long deadlineNanos, ReadReply<ResolveResponse> reply) {
        ask(s -> s.resolve(request.getSessionId(), request.getSequence()), deadlineNanos, reply);
    }

    /** Answers a question about the newest state, in one part. Read linearizably. */
    public <T> void ask(Function<StateReader, T> question, long deadlineNanos, ReadReply<T> reply) {
        linearizable(deadlineNanos).whenComplete((ignored, failure) -> {
            if (failure != null) {
                reply.refused(refusalOf(failure));
                return;
            }
            reply.fresh();
            if (!execute(() -> answer(question, reply))) {
                reply.refused(overloaded("too many reads wait on this member", limits.queueMax()));
            }
        });
    }

    /**
     * Runs {@code ready} once the state here holds everything that was acknowledged before this call, and {@code
     * minRevision}; or {@code refused}. Either runs on any thread and must not block.
     */
    public void whenFresh(long minRevision, long deadlineNanos, Runnable ready, Consumer<Refusal> refused) {
        linearizable(deadlineNanos)
                .thenCompose(ignored -> revisions.await(minRevision, deadlineNanos))
                .whenComplete((ignored, failure) -> {
                    if (failure == null) {
                        ready.run();
                    } else {
                        refused.accept(refusalOf(failure));
                    }
                });
    }

    private <T> void answer(Function<StateReader, T> question, ReadReply<T> reply) {
        T answer;
        try {
            answer = question.apply(state);
        } catch (ReadRefusedException e) {
            reply.refused(e.refusal());
            return;
        } catch (RuntimeException e) {
            LOG.error("a question about the state failed", e);
            reply.refused(Refusal.of(ErrorCode.INTERNAL, "the read failed on this member: " + e));
            return;
        }
        reply.part(answer, false);
    }

    private int pageBytes(RangeRequest request) {
        long asked = Integer.toUnsignedLong(request.getPageBytes());
        return asked == 0 ? limits.pageBytesDefault() : (int) Math.min(asked, limits.pageBytesMax());
    }

    private CompletableFuture<Void> freshEnough(RangeRequest request, long deadlineNanos) {
        // A revision that is applied here never changes again: no round can make the answer fresher.
        if (request.getRevision() > 0 && request.getRevision() <= revisions.reached()) {
            return CompletableFuture.completedFuture(null);
        }
        return switch (request.getConsistency()) {
            case LOCAL -> CompletableFuture.completedFuture(null);
            case BOUNDED ->
                freshness.ageMs() <= request.getMaxAgeMs()
                        ? CompletableFuture.completedFuture(null)
                        : linearizable(deadlineNanos);
            case LINEARIZABLE -> linearizable(deadlineNanos);
            case UNRECOGNIZED ->
                CompletableFuture.failedFuture(new ReadRefusedException(Refusal.of(
                        ErrorCode.INVALID_ARGUMENT, "unknown consistency " + request.getConsistencyValue())));
        };
    }

    private CompletableFuture<Void> linearizable(long deadlineNanos) {
        long asked = nanoTime.getAsLong();
        return untilDeadline(readIndexes.readIndex(), deadlineNanos)
                .thenCompose(index -> indexes.await(index, deadlineNanos))
                .thenRun(() -> freshness.proved(asked));
    }

    // A round may take longer than this read has: it serves others too.
    private CompletableFuture<Long> untilDeadline(CompletableFuture<Long> round, long deadlineNanos) {
        if (round.isDone()) {
            return round;
        }
        IndexWait wait = new IndexWait(deadlineNanos);
        waitingForIndex.add(wait);
        alarm.by(deadlineNanos);
        round.whenComplete((index, failure) -> {
            waitingForIndex.remove(wait);
            if (failure == null) {
                wait.index.complete(index);
            } else {
                wait.index.completeExceptionally(failure);
            }
        });
        return wait.index;
    }

    /** Whether the calling thread may answer what is in memory: writes do not wait for reads. */
    boolean mayAnswerHere() {
        return Thread.currentThread() != applying;
    }

    StateReader.View open(RangeRequest request) {
        return state.viewAt(request.getRevision());
    }

    /** Greatest age of what {@code request} reads now, in milliseconds; 0 where age is no question. */
    long ageMs(RangeRequest request) {
        boolean exact = request.getConsistency() == Consistency.LINEARIZABLE || request.getRevision() > 0;
        return exact ? 0 : freshness.ageMs();
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Runs {@code task} on the pool, or answers false if too much waits for it. */
    boolean execute(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether the stream may stand still; if so it must be {@link #resumed} later. */
    boolean parked(RangeTask stream, boolean holdsView) {
        if (holdsView && openStreams.size() >= limits.openStreamsMax()) {
            return false;
        }
        (holdsView ? openStreams : notStarted).add(stream);
        return true;
    }

    /** A stream stands still, at most until then. */
    void standsStill(long deadlineNanos) {
        alarm.by(deadlineNanos);
    }

    void resumed(RangeTask stream) {
        openStreams.remove(stream);
        notStarted.remove(stream);
    }

    /** Ranges whose readers have not taken all pages. */
    public int openStreams() {
        return openStreams.size();
    }

    Refusal overloaded(String message, long limit) {
        return Refusal.overloaded(message, limit, limits.retryAfter());
    }

    Refusal stale(RangeRequest request, long ageMs) {
        String age = ageMs == Freshness.UNKNOWN_AGE_MS ? "unknown" : ageMs + " ms";
        return new Refusal(
                ErrorCode.STALE_READ,
                "this member's state cannot be proved to be at most " + request.getMaxAgeMs() + " ms old; its age is "
                        + age,
                "range.max_age_ms",
                0,
                request.getMaxAgeMs(),
                ageMs,
                limits.retryAfter().toMillis(),
                null,
                null);
    }

    private Refusal refusalFor(RangeRequest request, Throwable failure) {
        return request.getConsistency() == Consistency.BOUNDED && request.getMinRevision() <= revisions.reached()
                ? stale(request, freshness.ageMs())
                : refusalOf(failure);
    }

    private Refusal refusalOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ReadRefusedException refused) {
            return refused.refusal();
        }
        if (cause instanceof TimeoutException) {
            return Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the read " + cause.getMessage());
        }
        if (cause instanceof AppliedIndexWaiters.TooManyWaitersException) {
            return Refusal.overloaded(String.valueOf(cause.getMessage()), limits.waitersMax(), limits.retryAfter());
        }
        if (cause instanceof NotAppendedException) {
            return Refusal.ofFailure(cause, status.get(), limits.retryAfter());
        }
        LOG.error("a read could not be made fresh", cause);
        return Refusal.of(ErrorCode.INTERNAL, "the read failed on this member: " + cause);
    }

    /** A read that waits for its round; identity is what counts. */
    private static final class IndexWait {
        final long deadlineNanos;
        final CompletableFuture<Long> index = new CompletableFuture<>();

        IndexWait(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }

        boolean endsBy(long nowNanos, Earliest due) {
            if (deadlineNanos - nowNanos > 0) {
                due.add(deadlineNanos);
                return false;
            }
            index.completeExceptionally(new TimeoutException("waited for a majority of the members"));
            return true;
        }
    }
}
