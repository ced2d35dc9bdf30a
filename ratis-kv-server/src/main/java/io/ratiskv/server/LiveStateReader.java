package io.ratiskv.server;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeTooLargeException;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.mvcc.WriteTxn;
import io.ratiskv.server.propose.LogTimeBound;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.read.ReadRefusedException;
import io.ratiskv.server.read.StateReader;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads see whichever store is live. What the store cannot answer becomes a refusal; a store that cannot be read
 * (a checksum that does not match) ends the process rather than serving a guess.
 */
final class LiveStateReader implements StateReader {
    private final LiveState live;
    private final FatalFaultHandler faults;
    private final LogTimeBound logTime;

    LiveStateReader(LiveState live, FatalFaultHandler faults, LogTimeBound logTime) {
        this.live = live;
        this.faults = faults;
        this.logTime = logTime;
    }

    @Override
    public View viewAt(long revision) {
        return answer(() -> new LiveView(state().readAt(revision)));
    }

    @Override
    public ResolveResponse resolve(long sessionId, long sequence) {
        ResolveRequest request = ResolveRequest.newBuilder()
                .setSessionId(sessionId)
                .setSequence(sequence)
                .build();
        return answer(() -> state().resolve(request))
                .orElseThrow(() -> new ReadRefusedException(Refusal.of(
                        ErrorCode.SESSION_NOT_FOUND,
                        "there is no session " + sessionId + ": it was closed or is past its retention")));
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request) {
        return withinBound(answer(() -> state().timeToLive(request, logTime.atMostMs()))
                .orElseThrow(() -> new ReadRefusedException(Refusal.of(
                        ErrorCode.LEASE_NOT_FOUND, "lease " + request.getId() + " does not exist, or has ended"))));
    }

    static LeaseTimeToLiveResponse withinBound(LeaseTimeToLiveResponse answer) {
        if (answer.getSerializedSize() > WriteTxn.ANSWER_BYTES_MAX) {
            throw new ReadRefusedException(Refusal.resultTooLarge(
                    "the lease's keys are more than one answer may hold",
                    WriteTxn.ANSWER_BYTES_MAX,
                    answer.getSerializedSize()));
        }
        return answer;
    }

    @Override
    public LeaseListResponse leases(LeaseListRequest request) {
        return answer(() -> state().leases(request, logTime.atMostMs()));
    }

    @Override
    public ProtectedRangesResponse protectedRanges() {
        return answer(() -> state().protectedRanges());
    }

    private ReplicatedState state() {
        try {
            return live.get();
        } catch (NotAppendedException e) {
            throw new ReadRefusedException(
                    Refusal.of(ErrorCode.UNAVAILABLE, e.detail().orElse("not serving now")));
        }
    }

    private <T> T answer(Supplier<T> read) {
        try {
            return read.get();
        } catch (CompactedException e) {
            throw new ReadRefusedException(
                    Refusal.revision(ErrorCode.COMPACTED, String.valueOf(e.getMessage()), e.oldestReadable()));
        } catch (FutureRevisionException e) {
            throw new ReadRefusedException(
                    Refusal.revision(ErrorCode.FUTURE_REVISION, String.valueOf(e.getMessage()), e.newest()));
        } catch (RangeTooLargeException e) {
            throw new ReadRefusedException(
                    Refusal.tooLarge("range.sort_target", String.valueOf(e.getMessage()), e.limit(), 0));
        } catch (StoreClosedException e) {
            throw new ReadRefusedException(
                    Refusal.of(ErrorCode.UNAVAILABLE, "this member is stopping or installing a snapshot"));
        } catch (StoreException e) {
            faults.halt("The store cannot be read. If it happens again after a restart, the disk is damaged.", e);
            throw e;
        }
    }

    private final class LiveView implements View {
        private final ReadView view;
        private @Nullable RangeCursor cursor;

        LiveView(ReadView view) {
            this.view = view;
        }

        @Override
        public long revision() {
            return view.revision();
        }

        @Override
        public @Nullable RangeResponse atOnce(RangeRequest request) {
            return answer(() -> {
                RangePage page = view.atOnce(RangeMessages.query(request));
                return page == null
                        ? null
                        : RangeMessages.response(view.revision(), page).build();
            });
        }

        @Override
        public Pages range(RangeRequest request, int pageBytes) {
            return answer(() -> {
                RangeCursor opened = view.range(RangeMessages.query(request));
                cursor = opened;
                return new LivePages(view, opened, pageBytes);
            });
        }

        @Override
        public void close() {
            // A range that its reader gave up is in the middle of its cursor.
            RangeCursor open = cursor;
            cursor = null;
            if (open != null) {
                open.close();
            }
            view.close();
        }
    }

    private final class LivePages implements Pages {
        private final ReadView view;
        private final RangeCursor cursor;
        private final int pageBytes;
        private boolean done;

        LivePages(ReadView view, RangeCursor cursor, int pageBytes) {
            this.view = view;
            this.cursor = cursor;
            this.pageBytes = pageBytes;
        }

        @Override
        public RangeResponse next() {
            return answer(() -> {
                RangePage page = cursor.next(pageBytes);
                done = page.isLast();
                return RangeMessages.response(view.revision(), page).build();
            });
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }
}
