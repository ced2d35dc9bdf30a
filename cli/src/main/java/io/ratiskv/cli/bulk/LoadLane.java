package io.ratiskv.cli.bulk;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.InvalidRequestException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One lane of a load: batches are filled by the reader and written, one after the other, by the lane's thread. At
 * most {@value #BATCHES_WAITING} wait.
 *
 * <p>Thread: {@link #take} and {@link #finish} the reader's; the rest the lane's own.
 */
final class LoadLane {
    private static final int BATCHES_WAITING = 2;
    private static final long BACK_OFF_MIN_MILLIS = 50;
    private static final long BACK_OFF_MAX_MILLIS = 1_000;

    /** Rows of the lane up to {@code after}; keys that come twice hold the later value. */
    private record Batch(long after, long firstLine, long lastLine, Map<Bytes, Bytes> rows) {
        static final Batch LAST = new Batch(-1, 0, 0, Map.of());

        boolean isLast() {
            return rows.isEmpty();
        }
    }

    private final int number;
    private final KvClient db;
    private final LoadJournal journal;
    private final LoadPlan plan;
    private final LoadCounters counters;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private long applied;
    private long seen;
    private Map<Bytes, Bytes> filling = new LinkedHashMap<>();
    private long fillingBytes;
    private long firstLine;
    private long lastLine;

    LoadLane(int number, KvClient db, LoadJournal journal, LoadPlan plan, LoadCounters counters) {
        this.number = number;
        this.db = db;
        this.journal = journal;
        this.plan = plan;
        this.counters = counters;
        this.thread = new Thread(this::writeAll, "load-" + number);
        thread.setDaemon(true);
    }

    /** Asks where the lane stands, then begins to write. */
    void start() {
        applied = journal.applied(number);
        thread.start();
    }

    /** Takes the lane's next row; waits while enough batches wait. */
    void take(SourceRow row) throws InterruptedException {
        seen++;
        if (seen <= applied) {
            counters.addSkipped();
            return;
        }
        long bytes = (long) row.key().length() + row.value().length();
        if (!filling.isEmpty() && (filling.size() >= plan.batchRows() || fillingBytes + bytes > plan.batchBytes())) {
            close(seen - 1);
        }
        firstLine = filling.isEmpty() ? row.line() : firstLine;
        lastLine = row.line();
        filling.put(row.key(), row.value());
        fillingBytes += bytes;
    }

    /** Writes what is left and waits for it. */
    void finish() throws InterruptedException {
        if (!filling.isEmpty()) {
            close(seen);
        }
        hand(Batch.LAST);
        ended.await();
        rethrow();
    }

    /** Ends the lane, whatever it is at. Its transaction under way happens or not; the mark tells. */
    void stop() {
        stopped.countDown();
        thread.interrupt();
    }

    private void close(long after) throws InterruptedException {
        hand(new Batch(after, firstLine, lastLine, filling));
        filling = new LinkedHashMap<>();
        fillingBytes = 0;
    }

    private void hand(Batch batch) throws InterruptedException {
        do {
            rethrow();
        } while (!waiting.offer(batch, 100, TimeUnit.MILLISECONDS));
    }

    private void rethrow() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
    }

    private void writeAll() {
        long before = applied;
        try {
            for (Batch batch = waiting.take(); !batch.isLast(); batch = waiting.take()) {
                write(batch, before);
                counters.addWritten(batch.after - before);
                before = batch.after;
            }
        } catch (InterruptedException toldToStop) {
            // The load ends here; whoever stopped the lane knows why.
        } catch (RuntimeException refused) {
            failure = refused;
        } finally {
            ended.countDown();
        }
    }

    /** Sends the batch until it is known to be in. The mark makes sending it again harmless. */
    private void write(Batch batch, long before) throws InterruptedException {
        Txn txn = journal.batch(number, before, batch.after, batch.rows);
        long begun = System.nanoTime();
        long backOff = BACK_OFF_MIN_MILLIS;
        while (true) {
            try {
                settle(batch, before, db.txn(txn));
                return;
            } catch (InvalidRequestException tooLarge) {
                throw new LoadException("lines " + batch.firstLine + " to " + batch.lastLine + " are refused: "
                        + tooLarge.getMessage());
            } catch (KvException notNow) {
                boolean unknown = notNow instanceof OutcomeUnknownException;
                if (unknown) {
                    db.abandon(((OutcomeUnknownException) notNow).id());
                }
                boolean tired = System.nanoTime() - begun > plan.patience().toNanos();
                if (tired || !(unknown || notNow.retryable())) {
                    throw notNow;
                }
                counters.addRetry();
                if (stopped.await(backOff, TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException();
                }
                backOff = Math.min(BACK_OFF_MAX_MILLIS, backOff * 2);
            }
        }
    }

    private void settle(Batch batch, long before, TxnResult result) {
        if (result.succeeded() || LoadJournal.found(result) == batch.after) {
            return;
        }
        throw new LoadException("load '" + plan.id() + "' is running elsewhere too: lane " + number + " stands at row "
                + LoadJournal.found(result) + " instead of " + before + "; wait until it is done");
    }
}
