package io.ratiskv.server.apply;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseStatus;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRange;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.server.lease.FenceTable;
import io.ratiskv.server.lease.LeaseFacts;
import io.ratiskv.server.lease.LeaseTable;
import java.util.List;
import java.util.Optional;

/** What can be asked about leases and fences. */
final class LeaseAnswers {
    /** Leases of one page. */
    static final int PAGE_MAX = 10_000;

    private final LeaseTable leases;
    private final FenceTable fences;

    LeaseAnswers(Tables tables) {
        this.leases = tables.leases();
        this.fences = tables.fences();
    }

    Optional<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request, long nowMillis) {
        return leases.find(request.getId()).map(lease -> {
            LeaseTimeToLiveResponse.Builder response =
                    LeaseTimeToLiveResponse.newBuilder().setLease(status(lease, nowMillis));
            if (request.getKeys()) {
                leases.keysOf(lease.id()).forEach(key -> response.addKeys(UnsafeByteOperations.unsafeWrap(key)));
            }
            return response.build();
        });
    }

    LeaseListResponse list(LeaseListRequest request, long nowMillis) {
        int limit = request.getLimit() == 0 ? PAGE_MAX : Math.min(PAGE_MAX, request.getLimit());
        // One more than is told, to know whether there is more.
        List<LeaseFacts> found = leases.list(request.getAfter(), limit + 1);
        LeaseListResponse.Builder response = LeaseListResponse.newBuilder().setMore(found.size() > limit);
        found.stream().limit(limit).forEach(lease -> response.addLeases(status(lease, nowMillis)));
        return response.build();
    }

    ProtectedRangesResponse protectedRanges() {
        ProtectedRangesResponse.Builder response = ProtectedRangesResponse.newBuilder();
        fences.list()
                .forEach(range -> response.addRanges(ProtectedRange.newBuilder()
                        .setKey(UnsafeByteOperations.unsafeWrap(range.key()))
                        .setRangeEnd(UnsafeByteOperations.unsafeWrap(range.rangeEnd()))
                        .setNewestToken(range.newestToken())));
        return response.build();
    }

    private static LeaseStatus status(LeaseFacts lease, long nowMillis) {
        return LeaseStatus.newBuilder()
                .setId(lease.id())
                .setTtlMs(lease.ttlMillis())
                .setRemainingMs(Math.max(0, lease.deadlineMillis() - nowMillis))
                .setKeys(lease.keys())
                .build();
    }
}
