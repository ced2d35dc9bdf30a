package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Kv;
import io.ratiskv.client.Range;
import java.util.function.LongUnaryOperator;

/**
 * A number that many processes change.
 *
 * <p><b>Guarantee.</b> Linearizable. A change that is answered happened once, however often it had to be sent; one that ends
 * in {@code OutcomeUnknownException} happened once or not at all, and its id tells which ({@code KvClient.resolve}).
 *
 * <p><b>If a process pauses</b>, nothing is lost: there is no lease.
 *
 * <p><b>Keys.</b> {@code KEY} itself, the number as decimal text; a key that does not exist counts as 0.
 *
 * <p><b>Bounds.</b> A change is a read and a write, and is done again when another one came in between, until the deadline
 * of {@code db}; then {@code ConflictException}. Many processes that change one counter all the time get about one change
 * through per round trip, all together.
 */
public final class AtomicCounter {
    private final Kv db;
    private final Bytes key;

    private AtomicCounter(Kv db, Bytes key) {
        this.db = db;
        this.key = key;
    }

    public static AtomicCounter of(Kv db, String key) {
        return new AtomicCounter(db, Bytes.of(Line.checkedName(key)));
    }

    /** @throws NumberFormatException if the key holds no number */
    public long get() {
        return db.range(Range.key(key).consistency(Consistency.LINEARIZABLE)).entries().stream()
                .findFirst()
                .map(AtomicCounter::number)
                .orElse(0L);
    }

    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** @throws ArithmeticException if the sum is no {@code long} */
    public long addAndGet(long delta) {
        return updateAndGet(value -> Math.addExact(value, delta));
    }

    /** Changes it by a function, which may run several times. */
    public long updateAndGet(LongUnaryOperator update) {
        return db.transact(tx -> {
            long value =
                    update.applyAsLong(tx.get(key).map(AtomicCounter::number).orElse(0L));
            tx.put(key, Bytes.of(Long.toString(value)));
            return value;
        });
    }

    /** Sets it to {@code value} if it is {@code expected}; answers whether it was. */
    public boolean compareAndSet(long expected, long value) {
        return db.transact(tx -> {
            boolean is = tx.get(key).map(AtomicCounter::number).orElse(0L) == expected;
            if (is) {
                tx.put(key, Bytes.of(Long.toString(value)));
            }
            return is;
        });
    }

    public void set(long value) {
        db.put(key, Bytes.of(Long.toString(value)));
    }

    private static long number(KeyValue entry) {
        return Long.parseLong(entry.valueText());
    }
}
