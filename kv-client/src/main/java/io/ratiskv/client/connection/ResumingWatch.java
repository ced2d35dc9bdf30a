package io.ratiskv.client.connection;

import io.netty.util.concurrent.ScheduledFuture;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.LimitReachedException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch for as long as its consumer wants it: at whichever member, from member to member as they come and go, each time
 * from where it was. Only a final refusal, the consumer, or the client's end ends it.
 *
 * <p>It looks for another member when the connection breaks, when the watch is refused for now, when the member does not
 * answer at all for three times the time between progress marks, or answers but tells nothing for twelve times that. It
 * does not go on before what was told has been taken: a consumer that hangs costs one window, however often it is
 * reconnected, and no member anything.
 *
 * <p>Thread: network, except where it says otherwise.
 */
final class ResumingWatch implements WatchAttempt.Observer, WatchCall.Source {
    private static final long PROGRESS_DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PROGRESS_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PING_AFTER_PROGRESSES = 2;
    private static final int STUCK_AFTER_PROGRESSES = 12;
    private static final int WINDOW_BYTES_MAX = 64 * 1024;
    // Members of this client's cluster may all be away for a while; not for ever, when another is found in their place.
    private static final int WRONG_CLUSTER_ROUNDS = 20;
    // What was consumed is said at a quarter of the window, or when nothing was heard for so long.
    private static final long CREDIT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Network network;
    private final WatchCall call;
    private final Consumer<ResumingWatch> gone;
    private final WatchAssembler assembler;
    private final long progressNanos;
    private final long creditBytes;
    private final Set<Endpoint> askedThisRound = new HashSet<>();
    private final AtomicBoolean creditDue = new AtomicBoolean();
    private final AtomicBoolean creditSoon = new AtomicBoolean();
    private volatile boolean waitsForConsumer;
    private @Nullable WatchAttempt current;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Error tooMany;
    // Somebody was asked in this round who has not said that it has too many: it may take the watch later.
    private boolean refusedOtherwise;
    private boolean wasThere;
    private boolean advanced;
    // It has just begun, or was there and is to go on.
    private boolean anew = true;
    private boolean progressWanted;
    private int silences;
    private int rounds;
    private boolean over;

    ResumingWatch(Network network, Watch watch, WatchCall call, Consumer<ResumingWatch> gone) {
        this.network = network;
        this.call = call;
        this.gone = gone;
        this.assembler = new WatchAssembler(watch, new KeyTracking(KeyTracking.KEYS_MAX));
        this.progressNanos = watch.progress().isZero()
                ? PROGRESS_DEFAULT_NANOS
                : Math.max(PROGRESS_MIN_NANOS, watch.progress().toNanos());
        int window = watch.windowBytes() == 0 ? WINDOW_BYTES_MAX : Math.min(watch.windowBytes(), WINDOW_BYTES_MAX);
        this.creditBytes = Math.max(1, window / 4);
    }

    void start() {
        open();
    }

    /** Ends it; nothing is told any more. */
    void end(KvException reason) {
        finish();
        call.endNow(reason);
    }

    private void refuse(KvException reason) {
        finish();
        call.endAfterwards(reason);
    }

    private void finish() {
        if (!over) {
            over = true;
            cancelTimer();
            if (current != null) {
                current.abandon();
                current = null;
            }
            gone.accept(this);
        }
    }

    private void open() {
        if (over) {
            return;
        }
        Endpoint endpoint = anew ? drawn() : network.members().choose(Route.ANY, askedThisRound);
        if (endpoint == null && anew) {
            // Nobody else that can be asked: anybody, the one that was lost included.
            askedThisRound.clear();
            endpoint = network.members().choose(Route.ANY, askedThisRound);
        }
        anew = false;
        if (endpoint == null) {
            noneLeft();
            return;
        }
        askedThisRound.add(endpoint);
        long patience = network.policy().attemptNanos(silences);
        WatchAttempt attempt = new WatchAttempt(
                network.members().connection(endpoint),
                assembler.request(),
                (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(patience)),
                this);
        current = attempt;
        advanced = false;
        attempt.start();
        wakeIn(patience, () -> notOpened(attempt));
    }

    /** One of those that were not just lost, by chance: members share the watches of many clients. */
    private @Nullable Endpoint drawn() {
        List<Endpoint> all = network.members().endpoints();
        List<Endpoint> open =
                all.stream().filter(one -> !askedThisRound.contains(one)).toList();
        if (open.isEmpty()) {
            return null;
        }
        Set<Endpoint> others = new HashSet<>(all);
        others.remove(open.get(ThreadLocalRandom.current().nextInt(open.size())));
        return network.members().choose(Route.ANY, others);
    }

    private void noneLeft() {
        KvException hopeless = network.members().hopeless(Route.ANY);
        Error full = tooMany;
        if (hopeless == null && rounds >= WRONG_CLUSTER_ROUNDS) {
            hopeless = network.members().onlyWrongClusters(Route.ANY);
        }
        if (hopeless != null) {
            refuse(hopeless);
        } else if (full != null && !refusedOtherwise && !wasThere) {
            refuse(new LimitReachedException(Errors.sentence(full), full.getLimit(), null));
        } else {
            backOff(0);
        }
    }

    private void backOff(long retryAfterMs) {
        askedThisRound.clear();
        tooMany = null;
        refusedOtherwise = false;
        wakeIn(network.policy().backOffNanos(rounds++, retryAfterMs), this::open);
    }

    private void wakeIn(long nanos, Runnable action) {
        cancelTimer();
        timer = network.loop().schedule(action, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void notOpened(WatchAttempt attempt) {
        silences++;
        refusedOtherwise = true;
        attempt.overdue();
        attempt.abandon();
        current = null;
        open();
    }

    @Override
    public void told(WatchAttempt attempt, WatchResponse frame) {
        if (attempt != current) {
            return;
        }
        List<WatchItem> items;
        try {
            items = assembler.items(frame);
        } catch (OutOfOrderException untrue) {
            attempt.abandon();
            broken(attempt);
            return;
        }
        if (frame.getKind() == WatchResponse.Kind.CREATED) {
            opened(attempt);
        }
        long bytes = frame.getSerializedSize();
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            advanced |= !(items.get(i) instanceof WatchItem.Progress);
            // The last item stands for the frame.
            long now = call.offer(items.get(i), last ? bytes : 0, attempt);
            if (now > 0) {
                consumed(attempt, now);
            }
        }
        if (items.isEmpty()) {
            consumed(attempt, bytes);
        }
        if (frame.getKind() == WatchResponse.Kind.PROGRESS) {
            progressWanted = false;
        }
    }

    private void opened(WatchAttempt attempt) {
        wasThere = true;
        silences = 0;
        askedThisRound.clear();
        if (progressWanted) {
            attempt.requestProgress();
        }
        wakeIn(progressNanos * PING_AFTER_PROGRESSES, () -> watchOver(attempt));
    }

    /** Is the member still there? */
    private void watchOver(WatchAttempt attempt) {
        if (attempt != current) {
            return;
        }
        long due = progressNanos * PING_AFTER_PROGRESSES - attempt.silentNanos();
        if (attempt.isPinged()) {
            attempt.overdue();
            attempt.abandon();
            broken(attempt);
        } else if (attempt.untoldNanos() > progressNanos * STUCK_AFTER_PROGRESSES && call.isDrained()) {
            attempt.abandon();
            broken(attempt);
        } else if (due > 0) {
            wakeIn(due, () -> watchOver(attempt));
        } else {
            attempt.ping();
            wakeIn(progressNanos, () -> watchOver(attempt));
        }
    }

    @Override
    public void refused(WatchAttempt attempt, Error error) {
        if (attempt != current) {
            return;
        }
        ErrorKind kind = ErrorKind.of(error.getCode());
        if (kind.isLastWord()) {
            current = null;
            refuse(Errors.decided(error, false, null));
            return;
        }
        if (error.getCode() == ErrorCode.TOO_MANY_WATCHES) {
            tooMany = error;
        } else {
            refusedOtherwise = true;
        }
        if (attempt.isCreated()) {
            broken(attempt);
        } else if (error.getRetryAfterMs() > 0) {
            current = null;
            assembler.cut();
            backOff(error.getRetryAfterMs());
        } else {
            current = null;
            open();
        }
    }

    @Override
    public void refused(WatchAttempt attempt, KvException reason) {
        if (attempt == current) {
            current = null;
            refuse(reason);
        }
    }

    @Override
    public void lost(WatchAttempt attempt, String reason) {
        if (attempt != current) {
            return;
        }
        if (attempt.isCreated()) {
            broken(attempt);
        } else {
            refusedOtherwise = true;
            current = null;
            open();
        }
    }

    /** It was there, and is no more: elsewhere, a moment later, so that not all of a lost member's watches come at once. */
    private void broken(WatchAttempt attempt) {
        current = null;
        cancelTimer();
        assembler.cut();
        askedThisRound.clear();
        askedThisRound.add(attempt.endpoint());
        anew = true;
        rounds = advanced ? 0 : rounds + 1;
        waitsForConsumer = true;
        goOnIfTaken();
    }

    private void goOnIfTaken() {
        if (!over && waitsForConsumer && call.isDrained()) {
            waitsForConsumer = false;
            wakeIn(network.policy().backOffNanos(rounds, 0), this::open);
        }
    }

    /** Any thread. */
    @Override
    public void consumed(WatchAttempt from, long bytes) {
        long due = from.consumed(bytes);
        if (due >= creditBytes || waitsForConsumer) {
            if (creditDue.compareAndSet(false, true)) {
                onLoop(this::returnCredit);
            }
        } else if (creditSoon.compareAndSet(false, true)) {
            onLoop(this::returnCreditSoon);
        }
    }

    private void returnCredit() {
        creditDue.set(false);
        goOnIfTaken();
        if (current != null) {
            current.returnCredit();
        }
    }

    private void returnCreditSoon() {
        network.loop().schedule(this::returnCreditIfPaused, CREDIT_PAUSE_NANOS, TimeUnit.NANOSECONDS);
    }

    /** A member whose window is smaller than it should be waits for this, while the quarter is never reached. */
    private void returnCreditIfPaused() {
        WatchAttempt attempt = current;
        if (attempt != null && attempt.untoldNanos() < CREDIT_PAUSE_NANOS) {
            returnCreditSoon();
            return;
        }
        creditSoon.set(false);
        if (attempt != null) {
            attempt.returnCredit();
        }
    }

    /** Any thread. */
    @Override
    public void requestProgress() {
        onLoop(() -> {
            progressWanted = true;
            if (current != null) {
                current.requestProgress();
            }
        });
    }

    /** Any thread. */
    @Override
    public void close() {
        onLoop(this::finish);
    }

    private void onLoop(Runnable action) {
        try {
            network.loop().execute(action);
        } catch (RejectedExecutionException e) {
            call.endNow(new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null));
        }
    }
}
