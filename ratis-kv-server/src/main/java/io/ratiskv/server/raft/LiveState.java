package io.ratiskv.server.raft;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.propose.NotAppendedException;
import org.jspecify.annotations.Nullable;

/**
 * The state machine's current store. While a snapshot is installed there is none: readers are refused with
 * {@code UNAVAILABLE} from the moment the old state goes until the new one is whole, so that nobody sees half of each.
 *
 * <p>Thread: any may read; only the raft room's own callbacks replace.
 */
public final class LiveState {
    private volatile @Nullable ReplicatedState current;

    /**
     * The state to read from.
     *
     * @throws NotAppendedException with UNAVAILABLE while there is none
     */
    public ReplicatedState get() {
        ReplicatedState state = current;
        if (state == null) {
            throw new NotAppendedException(
                    NotAppendedException.Reason.UNAVAILABLE, "this member is starting or installing a snapshot");
        }
        return state;
    }

    @Nullable
    ReplicatedState orNull() {
        return current;
    }

    void set(ReplicatedState state) {
        current = state;
    }

    /** Hides the state from new readers, waits for present ones, and closes it. */
    void closeCurrent() {
        ReplicatedState state = current;
        current = null;
        if (state != null) {
            state.close();
        }
    }
}
