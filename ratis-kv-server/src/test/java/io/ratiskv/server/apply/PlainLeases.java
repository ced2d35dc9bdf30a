package io.ratiskv.server.apply;

import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseGrantResponse;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseKeepAliveResponse;
import io.ratiskv.server.lease.LeaseTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When leases end, and nothing else: which keys hang on them is what the keys say. */
final class PlainLeases {
    private record PlainLease(long ttl, long deadline) {}

    private final Map<Long, PlainLease> leases = new TreeMap<>();
    private long given = LeaseTable.GIVEN_IDS_FROM - 1;

    List<Long> due(long now) {
        return leases.entrySet().stream()
                .filter(lease -> lease.getValue().deadline <= now)
                .sorted(Comparator.comparing((Map.Entry<Long, PlainLease> lease) -> lease.getValue().deadline)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    Optional<LeaseGrantResponse> grant(LeaseGrantRequest request, long now) {
        if (exists(request.getId())) {
            return Optional.empty();
        }
        long id = request.getId() == 0 ? ++given : request.getId();
        leases.put(id, new PlainLease(request.getTtlMs(), now + request.getTtlMs()));
        return Optional.of(LeaseGrantResponse.newBuilder()
                .setId(id)
                .setTtlMs(request.getTtlMs())
                .build());
    }

    LeaseKeepAliveResponse keepAlive(LeaseKeepAliveRequest request, long now) {
        LeaseKeepAliveResponse.Builder response = LeaseKeepAliveResponse.newBuilder();
        for (long id : request.getIdsList()) {
            PlainLease kept = leases.computeIfPresent(id, (i, lease) -> new PlainLease(lease.ttl, now + lease.ttl));
            response.addTtlMs(kept == null ? 0 : kept.ttl);
        }
        return response.build();
    }

    boolean exists(long id) {
        return leases.containsKey(id);
    }

    void end(long id) {
        leases.remove(id);
    }
}
