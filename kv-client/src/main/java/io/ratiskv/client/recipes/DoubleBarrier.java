package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.RangeResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * So many processes begin together, and end together.
 *
 * <p><b>Guarantee.</b> Nobody gets in before so many were there at once. Nobody gets out before all that got in have left
 * or have lost their lease.
 *
 * <p><b>If a process pauses</b> for longer than its lease lives, it counts as not there: before it has got in it comes again,
 * inside it counts as having left ({@link #isInside}).
 *
 * <p><b>Keys.</b> {@code NAME/m/ID} for each who is there, {@code NAME/ready} once so many were. A name serves once; take
 * another one for the next time, or {@link #remove} when all have left.
 *
 * <p><b>Bounds.</b> {@value #MEMBERS_MAX} processes; each looks at all whenever one comes or goes.
 *
 * <p>An object is one participant. Thread-safe.
 */
public final class DoubleBarrier {
    /** Most participants. */
    public static final int MEMBERS_MAX = 10_000;

    private final KvClient db;
    private final String name;
    private final int members;
    private final Line line;
    private final AtomicReference<@Nullable Place> inside = new AtomicReference<>();

    private DoubleBarrier(KvClient db, String name, int members, Duration ttl) {
        if (members < 1 || members > MEMBERS_MAX) {
            throw new InvalidArgumentException("members", "must be 1 to " + MEMBERS_MAX + ", is " + members);
        }
        this.db = db;
        this.name = name;
        this.members = members;
        this.line = Line.of(db, ttl, Line.checkedName(name) + "/m/");
    }

    /** One participant of the barrier of that name; touches no network. For {@code ttl} see {@link FencedLock#of}. */
    public static DoubleBarrier of(KvClient db, String name, int members, Duration ttl) {
        return new DoubleBarrier(db, name, members, ttl);
    }

    /** Waits for the others to come. */
    public void enter() throws InterruptedException {
        enter(Patience.endless());
    }

    /** As {@link #enter()}, at most so long; if they do not come in time, this one leaves and answers false. */
    public boolean enter(Duration timeout) throws InterruptedException {
        return enter(Patience.of(timeout));
    }

    private boolean enter(Patience patience) throws InterruptedException {
        if (inside.get() != null) {
            throw new IllegalStateException("this participant of '" + name + "' is inside already");
        }
        Line.Wait untilTogether = place ->
                watching(name + "/", place).until(this::together, patience).isPresent();
        Optional<Place> entered = line.joinAndWait(untilTogether, Bytes.of(db.identity()), patience);
        entered.ifPresent(inside::set);
        return entered.isPresent();
    }

    private Watching watching(String prefix, @Nullable Place place) {
        return new Watching(
                db, KeyRange.prefix(prefix), "barrier " + name, event -> true, () -> place == null || place.isAlive());
    }

    private Optional<Boolean> together(RangeResult now) {
        Bytes ready = Bytes.of(name + "/ready");
        boolean isReady = now.entries().stream().anyMatch(entry -> entry.key().equals(ready));
        if (!isReady && present(now) >= members) {
            // Whoever sees it first says so: from now on it does not matter who goes.
            db.put(ready, Bytes.EMPTY);
            isReady = true;
        }
        return isReady ? Optional.of(true) : Optional.empty();
    }

    private long present(RangeResult now) {
        return now.entries().stream()
                .filter(entry -> line.blockers().contains(entry.key()))
                .count();
    }

    /** Has got in and not left, certainly. */
    public boolean isInside() {
        Place place = inside.get();
        return place != null && place.isAlive();
    }

    /**
     * Leaves, and waits for the others to leave.
     *
     * @throws IllegalStateException if it is not inside
     */
    public void leave() throws InterruptedException {
        leave(Patience.endless());
    }

    /** As {@link #leave()}, waiting at most so long; answers whether all have left. */
    public boolean leave(Duration timeout) throws InterruptedException {
        return leave(Patience.of(timeout));
    }

    private boolean leave(Patience patience) throws InterruptedException {
        Place place = inside.getAndSet(null);
        if (place == null) {
            throw new IllegalStateException("this participant of '" + name + "' is not inside");
        }
        place.close();
        return watching(name + "/m/", null)
                .until(now -> now.entries().isEmpty() ? Optional.of(true) : Optional.empty(), patience)
                .isPresent();
    }

    /** Takes the barrier away, so that its name can be used again. Only when all have left. */
    public void remove() {
        db.delete(name + "/ready");
    }
}
