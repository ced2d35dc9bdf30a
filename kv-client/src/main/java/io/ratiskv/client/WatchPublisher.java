package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.util.concurrent.Flow;

/** A watch for each subscriber. */
final class WatchPublisher implements Flow.Publisher<WatchItem> {
    private final Cluster cluster;
    private final Watch watch;
    private final CallOptions options;

    WatchPublisher(Cluster cluster, Watch watch, CallOptions options) {
        this.cluster = cluster;
        this.watch = requireNonNull(watch, "watch");
        this.options = options;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super WatchItem> subscriber) {
        requireNonNull(subscriber, "subscriber");
        WatchSubscription subscription = new WatchSubscription(cluster, subscriber);
        subscriber.onSubscribe(subscription);
        subscription.open(watch, options);
    }
}
