package io.ratiskv.server.testing;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.server.raft.AppliedListener;
import io.ratiskv.server.read.StateReader;
import java.util.function.LongSupplier;

/** Ways from the state to a reader that do not show it as it was at one moment. */
final class WeakReads {
    /** Above every revision, with room for sums. */
    private static final long ANY_REVISION = Long.MAX_VALUE / 4;

    private static final ByteString NUL = ByteString.copyFrom(new byte[1]);

    private WeakReads() {}

    /** Every page of a range is read from the newest state at its own time. */
    static StateReader torn(StateReader live) {
        return new Paged(live, 1) {
            @Override
            View viewOfNextPage(View first) {
                return live.viewAt(0);
            }

            @Override
            ByteString startOfNextPage(ByteString nextKey) {
                return nextKey;
            }
        };
    }

    /** The key that did not fit into a page is missing in the next one. */
    static StateReader losingAtPageEnds(StateReader live) {
        return new Paged(live, 3) {
            @Override
            View viewOfNextPage(View first) {
                return live.viewAt(first.revision());
            }

            @Override
            ByteString startOfNextPage(ByteString nextKey) {
                return nextKey.concat(NUL);
            }
        };
    }

    /** Whatever revision a read wants to see, it is told that it is there. */
    static AppliedListener anyRevision(AppliedListener reads) {
        return (index, revision) -> reads.applied(index, ANY_REVISION);
    }

    /** A clock so slow that this member's state seems to be fresh for ever. */
    static LongSupplier slowClock() {
        long start = System.nanoTime();
        return () -> start + (System.nanoTime() - start) / 1_000;
    }

    /** Reads whole ranges of the newest state in pages of so many keys, each from a view of its own. */
    private abstract static class Paged implements StateReader {
        private final StateReader live;
        private final int keysPerPage;

        Paged(StateReader live, int keysPerPage) {
            this.live = live;
            this.keysPerPage = keysPerPage;
        }

        abstract View viewOfNextPage(View first);

        abstract ByteString startOfNextPage(ByteString nextKey);

        @Override
        public View viewAt(long revision) {
            View view = live.viewAt(revision);
            return new View() {
                @Override
                public long revision() {
                    return view.revision();
                }

                @Override
                public Pages range(RangeRequest request, int pageBytes) {
                    return isPlain(request) ? new WeakPages(view, request) : view.range(request, pageBytes);
                }

                @Override
                public void close() {
                    view.close();
                }
            };
        }

        @Override
        public LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request) {
            return live.timeToLive(request);
        }

        @Override
        public LeaseListResponse leases(LeaseListRequest request) {
            return live.leases(request);
        }

        @Override
        public ProtectedRangesResponse protectedRanges() {
            return live.protectedRanges();
        }

        @Override
        public ResolveResponse resolve(long sessionId, long sequence) {
            return live.resolve(sessionId, sequence);
        }

        private static boolean isPlain(RangeRequest request) {
            return !request.getRangeEnd().isEmpty()
                    && request.getLimit() == 0
                    && request.getRevision() == 0
                    && request.getSortOrder() == SortOrder.NONE
                    && !request.getCountOnly()
                    && !request.getWantCount();
        }

        private final class WeakPages implements Pages {
            private final View first;
            private final RangeRequest request;
            private ByteString from;
            private boolean begun;
            private boolean done;

            WeakPages(View first, RangeRequest request) {
                this.first = first;
                this.request = request;
                this.from = request.getKey();
            }

            @Override
            public RangeResponse next() {
                RangeRequest page =
                        request.toBuilder().setKey(from).setLimit(keysPerPage).build();
                RangeResponse answer;
                if (begun) {
                    try (View view = viewOfNextPage(first)) {
                        answer = view.range(page, Integer.MAX_VALUE).next();
                    }
                } else {
                    answer = first.range(page, Integer.MAX_VALUE).next();
                }
                begun = true;
                done = !answer.getMore();
                from = startOfNextPage(answer.getNextKey());
                return answer.toBuilder()
                        .setRevision(first.revision())
                        .clearMore()
                        .clearNextKey()
                        .build();
            }

            @Override
            public boolean isDone() {
                return done;
            }
        }
    }
}
