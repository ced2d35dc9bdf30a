package io.ratiskv.client.recipes;

import io.ratiskv.client.Fence;
import io.ratiskv.client.Lease;
import java.util.function.Consumer;

/** Permits of a {@link Semaphore} that were given out, until they are closed or their lease is lost. Thread-safe. */
public final class Permit implements AutoCloseable {
    private final Place place;
    private final int permits;

    Permit(Place place, int permits) {
        this.place = place;
        this.permits = permits;
    }

    public int permits() {
        return permits;
    }

    /** It is certainly held. Once false it stays so. */
    public boolean isHeld() {
        return place.isAlive();
    }

    /** To go with writes to protected ranges that only one holder at a time writes to. */
    public Fence fence() {
        return Fence.of(place.revision());
    }

    /** As {@link Lease#onState}. */
    public void onState(Consumer<Lease.State> listener) {
        place.lease().onState(listener);
    }

    /** Gives them back. */
    @Override
    public void close() {
        place.close();
    }
}
