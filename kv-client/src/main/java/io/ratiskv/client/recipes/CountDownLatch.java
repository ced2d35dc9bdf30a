package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Opens for everybody who waits when it was counted down to zero.
 *
 * <p><b>Guarantee.</b> A count-down that is answered counted once, however often it had to be sent. Who was let through
 * knows that as many counted as were asked for.
 *
 * <p><b>If a process pauses</b>, nothing is lost: there is no lease. One that crashes before it counts keeps all others
 * waiting; give {@link #await(Duration)} a time.
 *
 * <p><b>Keys.</b> {@code NAME/count}, decimal text; it stays, at 0, until {@link #remove}.
 *
 * <p><b>Bounds.</b> One key; one watch for each who waits. Count-downs at the same time are done one after the other, as
 * those of {@link AtomicCounter}.
 */
public final class CountDownLatch {
    private final KvClient db;
    private final Bytes key;

    private CountDownLatch(KvClient db, Bytes key) {
        this.db = db;
        this.key = key;
    }

    public static CountDownLatch of(KvClient db, String name) {
        return new CountDownLatch(db, Bytes.of(Line.checkedName(name) + "/count"));
    }

    /** Sets it up, if it is not; answers whether it was not. */
    public boolean init(long count) {
        if (count < 0) {
            throw new InvalidArgumentException("count", "must not be negative, is " + count);
        }
        return db.putIfAbsent(key, Bytes.of(Long.toString(count))).succeeded();
    }

    /** What is left to be counted; empty if it is not set up. */
    public OptionalLong count() {
        return db.range(Range.key(key).consistency(Consistency.LINEARIZABLE)).entries().stream()
                .findFirst()
                .map(entry -> OptionalLong.of(number(entry)))
                .orElseGet(OptionalLong::empty);
    }

    /**
     * Counts one down; nothing once it is at zero. Answers what is left.
     *
     * @throws IllegalStateException if it is not set up
     */
    public long countDown() {
        return db.transact(tx -> {
            long left = tx.get(key)
                    .map(CountDownLatch::number)
                    .orElseThrow(() -> new IllegalStateException("there is no latch '" + key + "'; init it first"));
            if (left == 0) {
                return 0L;
            }
            tx.put(key, Bytes.of(Long.toString(left - 1)));
            return left - 1;
        });
    }

    /** Waits until it was set up and counted down to zero. */
    public void await() throws InterruptedException {
        await(Patience.endless());
    }

    /** As {@link #await()}, at most so long; answers whether it is open. */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Patience.of(timeout));
    }

    private boolean await(Patience patience) throws InterruptedException {
        Watching watching = new Watching(db, KeyRange.key(key), "latch " + key, event -> true, () -> true);
        return watching.until(
                        now -> now.entries().stream()
                                .filter(entry -> number(entry) == 0)
                                .findFirst(),
                        patience)
                .isPresent();
    }

    /** Takes it away; who waits waits for the next one of that name. Answers whether there was one. */
    public boolean remove() {
        return db.delete(key).deleted() > 0;
    }

    private static long number(KeyValue entry) {
        return Long.parseLong(entry.valueText());
    }
}
