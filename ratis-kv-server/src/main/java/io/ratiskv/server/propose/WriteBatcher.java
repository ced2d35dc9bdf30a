package io.ratiskv.server.propose;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the writes that wait into Raft entries. A batch closes when it is full, or as soon as no further write is
 * waiting: busy servers batch by themselves, idle ones never make a write wait. While an entry is in flight, another is
 * begun only for what is worth one ({@link BatchLimits#besideCommands}), since what an entry costs hardly depends on what is
 * in it; or after a while ({@link BatchLimits#besideAfter}), so that a slow network is filled all the same. And when an
 * entry with several writes was answered, the next one waits for a moment for their callers to come back ({@link Gathering}).
 *
 * <p>Every submitted write hears exactly once: its answer, that it was not done, or that its outcome is unknown because
 * its deadline passed, or the leader was lost, after it was proposed.
 *
 * <p>Thread: {@link #submit}, {@link #tick} and {@link #wakeUp} may be called from any; batches are built and proposed
 * on the {@code propose} thread.
 */
public final class WriteBatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBatcher.class);

    private final ReplicatedLog log;
    private final LogClock clock;
    private final BatchLimits limits;
    private final ProposeThread propose;
    private final LongSupplier nanoTime;
    private final WriteObserver observer;
    private final FormatGate gate;
    private final Alarm alarm;
    private final WaitingWrites waiting;
    private final InFlightWindow window;
    private final Gathering gathering;
    private final WriteIntake intake;
    private final WriteDeadlines deadlines;
    private final Nudge nudge;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    // Asks for the next batch, whatever is in it; null = nobody does.
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> timeToPass = new AtomicReference<>();
    private volatile boolean closed;

    /** @param nanoTime the clock of the deadlines given to {@link #submit} */
    public WriteBatcher(
            ReplicatedLog log, LogClock clock, BatchLimits limits, ProposeThread propose, LongSupplier nanoTime) {
        this(log, clock, limits, propose, nanoTime, WriteObserver.NONE, FormatGate.open(LogFormats.OURS), Alarm.NONE);
    }

    /**
     * @param nanoTime the clock of the deadlines given to {@link #submit}
     * @param observer told of each entry after its writes were
     * @param gate which commands may be proposed, asked for each
     * @param alarm has {@link #tick} run
     */
    public WriteBatcher(
            ReplicatedLog log,
            LogClock clock,
            BatchLimits limits,
            ProposeThread propose,
            LongSupplier nanoTime,
            WriteObserver observer,
            FormatGate gate,
            Alarm alarm) {
        this.alarm = alarm;
        this.observer = observer;
        this.gate = gate;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        this.propose = propose;
        this.nanoTime = nanoTime;
        this.waiting = new WaitingWrites(limits.pendingBytesMax(), limits.pendingCommandsMax());
        this.window = new InFlightWindow(limits.inFlightMax());
        this.gathering = new Gathering(limits.gatherMax());
        this.intake = new WriteIntake(limits, gate, waiting);
        this.deadlines = new WriteDeadlines(waiting, window);
        this.nudge = new Nudge(limits, alarm);
    }

    /**
     * Hands in one write. Refused at once with {@code TOO_LARGE}, {@code OVERLOADED}, {@code UNSUPPORTED_COMMAND} or {@code
     * SHUTTING_DOWN}, on the caller's thread, if it cannot be taken. {@code OVERLOADED} is also a write that would wait here
     * for more than a quarter of its time.
     *
     * @param deadlineNanos when the caller stops waiting, on this batcher's clock
     */
    public void submit(Command command, long deadlineNanos, WriteReply reply) {
        PendingWrite write = new PendingWrite(command, nanoTime.getAsLong(), deadlineNanos, reply);
        Optional<Refusal> refusal = closed ? Optional.of(shuttingDown()) : intake.admit(write);
        if (refusal.isPresent()) {
            write.refuse(refusal.get());
            return;
        }
        alarm.by(deadlineNanos);
        if (window.hasRoom() && worthAnEntry()) {
            wakeUp(); // Else who settles an entry, or the end of its patience, or the alarm does.
        }
    }

    /** Looks again at the log's status and at what waits: leadership has changed, or a place became free. */
    public void wakeUp() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                propose.execute(this::run);
            } catch (RejectedExecutionException e) {
                // The executor's owner has shut it down: nothing that waits will ever be proposed.
                shutDown();
            }
        }
    }

    /** Lets deadlines pass and the idle leader nudge. Called when the alarm says so. */
    public void tick() {
        long now = nanoTime.getAsLong();
        deadlines.pass(now);
        clock.observe(log.status());
        if (!waiting.isEmpty() || nudge.isDue(now) || timeToPass.get() != null) {
            wakeUp();
        }
        Earliest due = new Earliest();
        deadlines.addTo(due);
        if (!waiting.isEmpty()) {
            due.add(now + limits.besideAfter().toNanos());
        }
        nudge.addTo(due, now);
        due.set(alarm);
    }

    /** Has an idle leader propose one empty batch soon; a busy one tells its followers anyhow. */
    public void nudge() {
        nudge.ask(nanoTime.getAsLong());
    }

    /**
     * Has the leader propose a batch soon, an empty one if no writes wait, so that log time passes on every member.
     *
     * @return completes with true when such a batch is applied here, with false if it may not have been
     */
    public CompletableFuture<Boolean> passTime() {
        if (closed) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> passed = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = timeToPass.updateAndGet(already -> already == null ? passed : already);
        wakeUp();
        return asked;
    }

    /** Log time now, if this member is ready to lead: only then does it have a clock of it. */
    public OptionalLong logTimeMs() {
        LogStatus status = log.status();
        return status.leaderReady() ? OptionalLong.of(clock.stamp(status)) : OptionalLong.empty();
    }

    /** Bytes of every write submitted and not settled. */
    public long pendingBytes() {
        return waiting.pendingBytes();
    }

    /** Number of writes submitted and not settled. */
    public int pendingCommands() {
        return waiting.pendingCommands();
    }

    /** Refuses what waits and whatever comes. Proposed batches still settle, or their deadlines pass. */
    @Override
    public void close() {
        shutDown();
    }

    private void run() {
        scheduled.set(false);
        if (closed) {
            shutDown();
            return;
        }
        while (window.hasRoom() && worthAnEntry()) {
            LogStatus status = log.status();
            if (!status.isLeader()) {
                refuseAllWaiting(Refusal.notLeader(status, limits.retryAfter()));
                timePasses(false);
                return;
            }
            if (!status.leaderReady()) {
                alarm.by(nanoTime.getAsLong()); // Soon is: the next tick looks again, and deadlines bound the wait.
                return;
            }
            List<PendingWrite> batch = deadlines.shed(
                    waiting.poll(limits.batchBytesMax(), limits.batchCommandsMax()), nanoTime.getAsLong());
            if (!batch.isEmpty()) {
                propose(status, batch);
            }
        }
        passTimeIfAsked();
        nudgeIfIdle();
    }

    private boolean worthAnEntry() {
        int count = waiting.size();
        if (count == 0) {
            return false;
        }
        if (waiting.holds(
                Math.min(limits.besideCommands(), limits.batchCommandsMax()),
                Math.min(limits.besideBytes(), limits.batchBytesMax()))) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long tooSoon = limits.besideAfter().toNanos() - window.newestAgeNanos(now);
        if (tooSoon > 0) {
            alarm.by(now + tooSoon);
            return false;
        }
        return !gathering.goesOn(count, now);
    }

    // Writes go first: only what room they leave is used, and they do the same.
    private void passTimeIfAsked() {
        if (timeToPass.get() == null || !window.hasRoom()) {
            return;
        }
        LogStatus status = log.status();
        if (status.leaderReady()) {
            propose(status, List.of());
        } else {
            timePasses(false);
        }
    }

    private void timePasses(boolean applied) {
        CompletableFuture<Boolean> asked = timeToPass.getAndSet(null);
        if (asked != null) {
            asked.complete(applied);
        }
    }

    private void propose(LogStatus status, List<PendingWrite> batch) {
        CommandBatch.Builder entry = CommandBatch.newBuilder().setLogTimeMs(clock.stamp(status));
        int format = gate.least();
        for (PendingWrite w : batch) {
            entry.addCommands(w.command);
            format = Math.max(format, gate.neededBy(w.command));
        }
        entry.setFormat(format);
        boolean full = !waiting.isEmpty();
        long begun = nanoTime.getAsLong();
        InFlightWindow.Flight flight = window.open(batch, begun);
        WriteDeadlines.setAlarm(batch, alarm); // A tick that came between found them neither waiting nor in flight.
        CompletableFuture<Boolean> time = timeToPass.getAndSet(null);
        log.propose(entry.build(), flight.stages).whenComplete((answers, failure) -> {
            if (!batch.isEmpty()) {
                intake.settled(batch, begun, nanoTime.getAsLong(), full);
            }
            settle(flight, answers, failure);
            if (time != null) {
                time.complete(failure == null);
            }
        });
    }

    private void settle(InFlightWindow.Flight flight, @Nullable List<byte[]> answers, @Nullable Throwable failure) {
        if (!window.close(flight)) {
            return;
        }
        waiting.release(flight.writes);
        if (!flight.writes.isEmpty()) {
            gather(flight, failure);
            tell(flight.writes, answers, failure);
            nudge.settled(failure == null, nanoTime.getAsLong());
        }
        observer.settled(flight.settled(nanoTime.getAsLong(), failure == null));
        if (!waiting.isEmpty() || timeToPass.get() != null) {
            wakeUp();
        }
        nudge.setAlarm();
    }

    // Before the answers are told: whoever comes back must find that others are awaited.
    private void gather(InFlightWindow.Flight flight, @Nullable Throwable failure) {
        long now = nanoTime.getAsLong();
        int answered = failure == null ? flight.writes.size() : 0;
        Duration patience = gathering.answered(answered, waiting.size(), flight.ageNanos(now), now);
        if (!patience.isZero() && window.hasRoom()) {
            try {
                propose.after(patience, this::wakeUp);
            } catch (RejectedExecutionException e) {
                shutDown();
            }
        }
    }

    private void tell(List<PendingWrite> writes, @Nullable List<byte[]> answers, @Nullable Throwable failure) {
        if (answers != null && answers.size() == writes.size()) {
            for (int i = 0; i < writes.size(); i++) {
                writes.get(i).answer(answers.get(i));
            }
            return;
        }
        Refusal refusal;
        if (failure != null) {
            refusal = Refusal.ofFailure(failure, log.status(), limits.retryAfter());
        } else {
            LOG.error(
                    "an entry of {} commands came back with {} answers",
                    writes.size(),
                    answers == null ? 0 : answers.size());
            refusal = Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "the entry was applied but its answers are lost");
        }
        writes.forEach(w -> w.refuse(refusal));
    }

    private void nudgeIfIdle() {
        if (!nudge.isDue(nanoTime.getAsLong()) || !window.isIdle() || closed) {
            return; // What is under way asks again when it has settled.
        }
        nudge.given();
        LogStatus status = log.status();
        if (status.leaderReady()) {
            propose(status, List.of());
        }
    }

    private void shutDown() {
        closed = true;
        refuseAllWaiting(shuttingDown());
        timePasses(false);
    }

    private void refuseAllWaiting(Refusal refusal) {
        waiting.removeAll().forEach(w -> w.refuse(refusal));
    }

    private static Refusal shuttingDown() {
        return Refusal.of(ErrorCode.SHUTTING_DOWN, "this member is shutting down");
    }
}
