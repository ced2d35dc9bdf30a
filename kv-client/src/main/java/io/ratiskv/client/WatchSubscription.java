package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.client.connection.WatchCall;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A watch for one subscriber, with the demand it asks for. Signals come one at a time, on the client's executor. */
final class WatchSubscription implements Flow.Subscription {
    private static final int ITEMS_AT_A_TIME = 32;

    private final Cluster cluster;
    private final Flow.Subscriber<? super WatchItem> subscriber;
    private final SerialTask signalling;
    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable WatchCall call;
    private volatile @Nullable Throwable refusal;
    private volatile boolean subscribed;
    private volatile boolean cancelled;

    WatchSubscription(Cluster cluster, Flow.Subscriber<? super WatchItem> subscriber) {
        this.cluster = cluster;
        this.subscriber = subscriber;
        this.signalling = new SerialTask(cluster.callbacks(), this::signal);
    }

    /** The subscriber knows its subscription by now, so it may be told something. */
    void open(Watch watch, CallOptions options) {
        subscribed = true;
        if (cancelled) {
            return;
        }
        if (refusal == null) {
            try {
                call = cluster.watch(watch, options, signalling::request);
            } catch (KvException wrong) {
                refusal = wrong;
            }
        }
        if (cancelled) {
            cancel();
        }
        signalling.request();
    }

    @Override
    public void request(long items) {
        if (items <= 0) {
            refusal = new IllegalArgumentException("a subscriber must request at least one item, not " + items);
        } else {
            demand.accumulateAndGet(items, (wanted, more) -> wanted + more < 0 ? Long.MAX_VALUE : wanted + more);
        }
        signalling.request();
    }

    private void signal() {
        if (!subscribed) {
            // Asked for something wrong from within onSubscribe, which comes first: opening signals again.
            return;
        }
        WatchCall from = call;
        Throwable reason = refusal;
        if (!cancelled && reason != null) {
            cancel();
            subscriber.onError(reason);
        }
        if (cancelled || from == null) {
            return;
        }
        for (int i = 0; i < ITEMS_AT_A_TIME; i++) {
            Optional<WatchItem> item = demand.get() == 0 || cancelled ? Optional.empty() : from.poll();
            if (item.isEmpty()) {
                Optional<KvException> end = cancelled ? Optional.empty() : from.end();
                if (end.isPresent()) {
                    cancelled = true;
                    subscriber.onError(end.get());
                }
                return;
            }
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            tell(item.get());
        }
        signalling.request();
    }

    private void tell(WatchItem item) {
        boolean returned = false;
        try {
            subscriber.onNext(item);
            returned = true;
        } finally {
            if (!returned) {
                // The specification's rule 2.13: who throws has cancelled; what was thrown goes to the executor.
                cancel();
            }
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        WatchCall open = call;
        if (open != null) {
            open.close();
        }
    }
}
