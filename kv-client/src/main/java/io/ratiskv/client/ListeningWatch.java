package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.client.connection.WatchCall;
import java.util.Optional;

/** A watch that calls a listener, on the client's executor. */
final class ListeningWatch implements WatchHandle {
    // Then others that share the executor get their turn.
    private static final int ITEMS_AT_A_TIME = 32;

    private final WatchListener listener;
    private final SerialTask telling;
    private final WatchCall call;
    private volatile long revision;
    private volatile boolean closed;
    private boolean endTold;

    ListeningWatch(Cluster cluster, Watch watch, CallOptions options, WatchListener listener) {
        this.listener = listener;
        this.telling = new SerialTask(cluster.callbacks(), this::tell);
        this.call = cluster.watch(watch, options, telling::request);
        telling.request();
    }

    private void tell() {
        // Asked for before the watch was there: the constructor asks again.
        if (call == null || endTold) {
            return;
        }
        for (int i = 0; i < ITEMS_AT_A_TIME; i++) {
            Optional<WatchItem> item = closed ? Optional.empty() : call.poll();
            if (item.isEmpty()) {
                Optional<KvException> end = call.end();
                if (end.isPresent()) {
                    end(closed ? Optional.empty() : Optional.of(end.get()));
                }
                return;
            }
            try {
                listener.told(item.get());
            } catch (RuntimeException | Error thrown) {
                call.close();
                end(Optional.of(thrown));
                return;
            }
            revision = call.revision();
        }
        telling.request();
    }

    private void end(Optional<Throwable> reason) {
        endTold = true;
        listener.ended(reason);
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void requestProgress() {
        call.requestProgress();
    }

    @Override
    public void close() {
        closed = true;
        call.close();
    }
}
