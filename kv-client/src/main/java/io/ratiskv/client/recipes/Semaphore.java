package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Event;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import java.time.Duration;
import java.util.Optional;

/**
 * So many permits, handed out among processes.
 *
 * <p><b>Guarantee.</b> The permits whose {@link Permit#isHeld} answers true are never more than the store says there are,
 * unless the number was lowered while they were held. Fair: those who wait get theirs in the order in which they came;
 * one who wants many is not overtaken by others who want few.
 *
 * <p><b>If a holder pauses</b> for longer than its lease lives, its permits go to the next one; see {@link FencedLock}.
 *
 * <p><b>Keys.</b> {@code NAME/permits}, how many there are, and {@code NAME/q/ID} for everybody who holds or waits, with the
 * number wanted as value; both as decimal text.
 *
 * <p><b>Bounds.</b> As {@link FencedLock}; but each who waits looks at all who hold and wait whenever one of them goes, so
 * this is for tens who wait, not for thousands.
 *
 * <p>Thread-safe. Permits belong to nobody: any thread may close one.
 */
public final class Semaphore {
    private final String name;
    private final Line line;
    private final Bytes total;

    private Semaphore(KvClient db, String name, Duration ttl) {
        this.name = name;
        this.line = Line.of(db, ttl, Line.checkedName(name) + "/q/");
        this.total = Bytes.of(name + "/permits");
    }

    /** The semaphore of that name; touches no network. For {@code ttl} see {@link FencedLock#of}. */
    public static Semaphore of(KvClient db, String name, Duration ttl) {
        return new Semaphore(db, name, ttl);
    }

    /** So many permits, if nobody has said how many before; answers how many there are. */
    public int init(int permits) {
        return line.db()
                .putIfAbsent(total, number(permits))
                .current()
                .map(Semaphore::number)
                .orElse(permits);
    }

    /** So many permits from now on. Those that are held stay held. */
    public void set(int permits) {
        line.db().put(total, number(permits));
    }

    /** How many there are, held or not; 0 if nobody has said so. */
    public int permits() {
        return line.db().range(Range.key(total).consistency(Consistency.LINEARIZABLE)).entries().stream()
                .findFirst()
                .map(Semaphore::number)
                .orElse(0);
    }

    /** Waits for one permit. */
    public Permit acquire() throws InterruptedException {
        return acquire(1);
    }

    /** Waits for so many at once. */
    public Permit acquire(int permits) throws InterruptedException {
        return acquire(permits, Patience.endless()).orElseThrow();
    }

    /** As {@link #acquire(int)}, waiting at most so long; empty if they were not to be had in that time. */
    public Optional<Permit> tryAcquire(int permits, Duration timeout) throws InterruptedException {
        return acquire(permits, Patience.of(timeout));
    }

    private Optional<Permit> acquire(int permits, Patience patience) throws InterruptedException {
        if (permits < 1) {
            throw new InvalidArgumentException("permits", "must be above 0, is " + permits);
        }
        Line.Wait untilItFits = place -> new Watching(
                        line.db(), KeyRange.prefix(name + "/"), "semaphore " + name, this::frees, place::isAlive)
                .until(now -> fits(now, place.revision()), patience)
                .isPresent();
        return line.joinAndWait(untilItFits, number(permits), patience).map(place -> new Permit(place, permits));
    }

    /** Who joins takes nothing away; who goes may, and so may another number of permits. */
    private boolean frees(Event event) {
        return !event.isPut() || event.key().equals(total);
    }

    /** There is enough for the one of that place and all before it. */
    private Optional<Boolean> fits(RangeResult now, long revision) {
        long wanted = 0;
        long all = 0;
        for (KeyValue entry : now.entries()) {
            if (entry.key().equals(total)) {
                all = number(entry);
            } else if (entry.createRevision() <= revision && line.blockers().contains(entry.key())) {
                wanted += number(entry);
            }
        }
        return wanted <= all ? Optional.of(true) : Optional.empty();
    }

    private static Bytes number(int number) {
        if (number < 0) {
            throw new InvalidArgumentException("permits", "must not be negative, is " + number);
        }
        return Bytes.of(Integer.toString(number));
    }

    private static int number(KeyValue entry) {
        return Integer.parseInt(entry.valueText());
    }
}
