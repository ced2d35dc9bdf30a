package io.ratiskv.server.fakes;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseStatus;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.read.ReadRefusedException;
import io.ratiskv.server.read.StateReader;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A state whose ranges have as many pages as told, one key in each; counts the views that are open. */
public final class FakeState implements StateReader {
    private final AtomicInteger openViews = new AtomicInteger();
    private final AtomicInteger pagesRead = new AtomicInteger();
    private volatile long revision = 1;
    private volatile int pages = 1;
    private volatile int pageBytes = 1;
    private volatile boolean inMemory;

    public void become(long newRevision, int newPages, int newPageBytes) {
        revision = newRevision;
        pages = newPages;
        pageBytes = newPageBytes;
    }

    /** From now on the first page of a range is at hand, if it is the only one. */
    public void keepInMemory() {
        inMemory = true;
    }

    public int openViews() {
        return openViews.get();
    }

    public int pagesRead() {
        return pagesRead.get();
    }

    @Override
    public View viewAt(long wanted) {
        if (wanted > revision) {
            throw new ReadRefusedException(
                    Refusal.revision(ErrorCode.FUTURE_REVISION, "newest revision is " + revision, revision));
        }
        openViews.incrementAndGet();
        return new FakeView(wanted == 0 ? revision : wanted);
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request) {
        return LeaseTimeToLiveResponse.newBuilder()
                .setLease(LeaseStatus.newBuilder().setId(request.getId()))
                .build();
    }

    @Override
    public LeaseListResponse leases(LeaseListRequest request) {
        return LeaseListResponse.newBuilder()
                .addLeases(LeaseStatus.newBuilder().setId(request.getAfter() + 1))
                .build();
    }

    @Override
    public ProtectedRangesResponse protectedRanges() {
        return ProtectedRangesResponse.getDefaultInstance();
    }

    @Override
    public ResolveResponse resolve(long sessionId, long sequence) {
        return ResolveResponse.newBuilder()
                .setState(ResolveResponse.State.ANSWERED)
                .setAnswer(ByteString.copyFromUtf8(sessionId + "/" + sequence))
                .build();
    }

    private final class FakeView implements View {
        private final long at;
        private boolean closed;

        FakeView(long at) {
            this.at = at;
        }

        @Override
        public long revision() {
            return at;
        }

        @Override
        public @Nullable RangeResponse atOnce(RangeRequest request) {
            return inMemory && pages == 1 ? range(request, 0).next() : null;
        }

        @Override
        public Pages range(RangeRequest request, int bytes) {
            return new Pages() {
                private int next;

                @Override
                public RangeResponse next() {
                    if (closed) {
                        throw new IllegalStateException("read after close");
                    }
                    pagesRead.incrementAndGet();
                    return RangeResponse.newBuilder()
                            .setRevision(at)
                            .addKvs(KeyValue.newBuilder()
                                    .setKey(ByteString.copyFromUtf8("k" + next++))
                                    .setValue(ByteString.copyFrom(new byte[pageBytes])))
                            .build();
                }

                @Override
                public boolean isDone() {
                    return next >= pages;
                }
            };
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openViews.decrementAndGet();
            }
        }
    }
}
