package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes each key once and keeps a ledger of what was promised: what was acknowledged must be there, what was called not
 * applied must not, and what was unknown must be as the client resolves it.
 *
 * <p>Thread: one for the public methods; the ledger is written by the workers.
 */
public final class LedgerWorkload {
    private final String prefix;
    private final List<KvClient> clients;
    private final Runnable onAcknowledged;
    private final Promises promises;
    private final AtomicLong nextKey = new AtomicLong();
    private final Workers workers;

    private LedgerWorkload(String prefix, List<KvClient> clients, int threads, Runnable onAcknowledged) {
        this.prefix = prefix;
        this.clients = clients;
        this.onAcknowledged = onAcknowledged;
        this.promises = new Promises(prefix);
        this.workers = Workers.start(threads, "ledger", this::step);
    }

    /**
     * Starts threads that share the clients in turn. Clients must live until {@link #verify}.
     *
     * @param prefix of the keys, not used before
     * @param onAcknowledged called after each acknowledged write, by the thread that got it
     */
    public static LedgerWorkload start(String prefix, List<KvClient> clients, int threads, Runnable onAcknowledged) {
        return new LedgerWorkload(prefix, clients, threads, onAcknowledged);
    }

    /** As above, without a listener. */
    public static LedgerWorkload start(String prefix, List<KvClient> clients, int threads) {
        return start(prefix, clients, threads, () -> {});
    }

    /** Number of acknowledged writes so far. */
    public int acknowledged() {
        return promises.acknowledged();
    }

    /** Waits for open calls. */
    public void stop() {
        workers.stop();
    }

    /** Counts for people. */
    public String summary() {
        return promises.summary();
    }

    private void step(int thread) {
        KvClient client = clients.get(thread % clients.size());
        String key = String.format("%s%08d", prefix, nextKey.incrementAndGet());
        try {
            promises.acknowledged(key, client.put(key, Promises.valueOf(key)).revision());
            onAcknowledged.run();
        } catch (KvException e) {
            Workers.endIfClosed(e);
            promises.failed(key, client, e);
        }
    }

    /** Reads everything back through this client and compares it with the ledger; empty: every promise was kept. */
    public List<String> verify(KvClient reader) {
        return promises.verify(reader);
    }
}
