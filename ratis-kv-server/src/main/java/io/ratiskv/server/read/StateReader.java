package io.ratiskv.server.read;

import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveResponse;
import org.jspecify.annotations.Nullable;

/**
 * The applied state as reads see it. Implemented over {@code apply}'s state.
 *
 * <p>Thread: any; may touch the disk, so it belongs on the {@code read-*} pool.
 */
public interface StateReader {
    /**
     * A stable view of the state at {@code revision}, or the newest if 0.
     *
     * @throws ReadRefusedException {@code COMPACTED} or {@code FUTURE_REVISION}
     */
    View viewAt(long revision);

    /** What became of a write, in the newest state. */
    ResolveResponse resolve(long sessionId, long sequence);

    /**
     * How long a lease lives at least from now on, in the newest state.
     *
     * @throws ReadRefusedException {@code LEASE_NOT_FOUND}, or {@code RESULT_TOO_LARGE}
     */
    LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request);

    /** Leases in the newest state, a page of them. */
    LeaseListResponse leases(LeaseListRequest request);

    /** Protected ranges in the newest state. */
    ProtectedRangesResponse protectedRanges();

    /** A stable view; holds resources of the store until closed. */
    interface View extends AutoCloseable {
        /** The revision that is read. */
        long revision();

        /**
         * The whole answer if it can be given without waiting for anything, the disk above all; null if not, and then
         * {@link #range} gives it. May be asked on any thread.
         */
        default @Nullable RangeResponse atOnce(@SuppressWarnings("unused") RangeRequest request) { // not all views can
            return null;
        }

        /**
         * Starts one range. What the request says of freshness has been dealt with before.
         *
         * @throws ReadRefusedException if the request asks for what cannot be
         */
        Pages range(RangeRequest request, int pageBytes);

        @Override
        void close();
    }

    /** The pages of one range, in order. Closing the view ends it and frees what it holds, also in the middle. */
    interface Pages {
        /** The next page. It carries {@code revision}; the last one also what the contract says stands there only. */
        RangeResponse next();

        /** Whether {@link #next} has answered the last page. */
        boolean isDone();
    }
}
