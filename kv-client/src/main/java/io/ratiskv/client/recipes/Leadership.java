package io.ratiskv.client.recipes;

import io.ratiskv.client.Fence;
import io.ratiskv.client.Lease;
import java.time.Duration;
import java.util.function.Consumer;

/** Somebody leads, until it resigns or its lease is lost. Thread-safe. */
public final class Leadership implements AutoCloseable {
    private final String name;
    private final Place place;

    Leadership(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /** Greater than that of every leader before. */
    public long token() {
        return place.revision();
    }

    /** To go with writes to protected ranges. */
    public Fence fence() {
        return Fence.of(place.revision());
    }

    /** Leads, certainly. Once false it stays so. */
    public boolean isLeader() {
        return place.isAlive();
    }

    /** Leads certainly for so long, should nothing more be heard of the store. */
    public Duration remaining() {
        return place.lease().remaining();
    }

    /** As {@link Lease#onState}: at risk is the moment to stop what only a leader may do. */
    public void onState(Consumer<Lease.State> listener) {
        place.lease().onState(listener);
    }

    /** Runs {@code task} on this thread as {@link FencedLock#whileHeld} does. Does not resign. */
    public <T> T whileLeading(HeldTask<T> task) throws Exception {
        return Guard.run(name, place, task);
    }

    /** Lets the next one lead. */
    public void resign() {
        place.close();
    }

    /** {@link #resign}. */
    @Override
    public void close() {
        resign();
    }
}
