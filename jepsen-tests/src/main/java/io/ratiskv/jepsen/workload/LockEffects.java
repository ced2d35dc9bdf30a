package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Watches what locks protect and records each effect.
 *
 * <p>Thread: its own.
 */
public final class LockEffects implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final CallRecorder<LockRequest, LockAnswer> recorder;
    private final int process;
    private final String locks;
    private final String protects;
    private final Runnable seen;
    private final WatchStream stream;
    private final Thread thread;
    private volatile long target = Long.MAX_VALUE;

    /**
     * Begins.
     *
     * @param locks prefix of the locks' names
     * @param protects prefix of the keys that they protect
     * @param beganNanos from which times count
     * @param seen called at each effect, by the thread that watches
     */
    public LockEffects(KvClient client, String locks, String protects, long beganNanos, Runnable seen) {
        recorder = new CallRecorder<>(beganNanos);
        process = recorder.newProcess();
        this.locks = locks;
        this.protects = protects;
        this.seen = seen;
        stream = client.watch(Watch.prefix(protects).fromSnapshot().named("effects"));
        thread = new Thread(this::run, "lock-effects");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (stream.revision() < target) {
                Optional<WatchItem> item = stream.poll(PATIENCE);
                if (item.isPresent()) {
                    take(item.get());
                } else if (target < Long.MAX_VALUE) {
                    stream.requestProgress();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            changes.events().stream().map(Event::keyValue).forEach(this::effect);
        } else if (item instanceof WatchItem.Reset reset) {
            // The newest of each key is an effect like any other.
            reset.entries().forEach(this::effect);
        } else if (item instanceof WatchItem.Snapshot snapshot) {
            snapshot.entries().forEach(this::effect);
        }
    }

    private void effect(KeyValue entry) {
        String value = entry.valueText();
        String lock = locks + entry.keyText().substring(protects.length());
        recorder.begin(process, "told", new LockRequest.Told(lock))
                .ok(new LockAnswer.Effect(
                        Long.parseLong(value.substring(0, value.indexOf(':'))), value, entry.modRevision()));
        seen.run();
    }

    /** Ends once everything up to this revision was told, or after half a minute; what was told. */
    public List<Call<LockRequest, LockAnswer>> finish(long revision) {
        target = revision;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a watch ended", e);
        }
        return recorder.calls();
    }

    @Override
    public void close() {
        stream.close();
    }
}
