package io.ratiskv.client.connection;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Watch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The watches of a client. Thread: network, except for {@link #open} and {@link #endAll}. */
final class Watches {
    private final Network network;
    private final Set<ResumingWatch> live = new HashSet<>();
    private @Nullable KvException over;

    Watches(Network network) {
        this.network = network;
    }

    /**
     * Any thread.
     *
     * @param minRevision of the view that opens it
     */
    WatchCall open(Watch asked, long minRevision, Runnable ready) {
        Watch watch = asked.minRevision(Math.max(asked.minRevision(), minRevision));
        WatchMessages.check(watch);
        WatchCall call = new WatchCall(ready);
        ResumingWatch resuming = new ResumingWatch(network, watch, call, live::remove);
        call.start(resuming);
        try {
            network.loop().execute(() -> begin(resuming));
        } catch (RejectedExecutionException e) {
            call.endNow(new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null));
        }
        return call;
    }

    private void begin(ResumingWatch watch) {
        KvException reason = over;
        if (reason != null) {
            watch.end(reason);
        } else {
            live.add(watch);
            watch.start();
        }
    }

    /** Any thread. Those that are open end with {@code reason}, and so do later ones. */
    void endAll(KvException reason) {
        network.loop().execute(() -> {
            over = reason;
            List.copyOf(live).forEach(watch -> watch.end(reason));
        });
    }
}
