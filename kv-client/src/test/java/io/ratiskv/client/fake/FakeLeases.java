package io.ratiskv.client.fake;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseGrantResponse;
import io.ratiskv.protocol.LeaseKeepAliveResponse;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseRevokeResponse;
import io.ratiskv.protocol.LeaseStatus;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.ProtectResponse;
import io.ratiskv.protocol.ProtectedRange;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Leases and protected ranges as far as their requests go: time stands still, keys do not hang on them. */
public final class FakeLeases {
    /** Entries of a page of the list. */
    public static final int PAGE = 2;

    private final TreeMap<Long, Long> ttls = new TreeMap<>();
    private final List<ProtectedRange> ranges = new ArrayList<>();
    private long lastId = 100;

    /** A decision against a request. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Error error;

        Refused(ErrorCode code) {
            super(code.name());
            this.error = Error.newBuilder().setCode(code).setMessage("fake").build();
        }

        Error error() {
            return error;
        }
    }

    public synchronized List<Long> ids() {
        return List.copyOf(ttls.keySet());
    }

    /** It ends as its time would end it. */
    public synchronized void end(long id) {
        ttls.remove(id);
    }

    synchronized void serve(Request request, Response.Builder response) {
        switch (request.getBodyCase()) {
            case LEASE_GRANT -> response.setLeaseGrant(grant(request.getLeaseGrant()));
            case LEASE_KEEP_ALIVE -> {
                LeaseKeepAliveResponse.Builder answer = LeaseKeepAliveResponse.newBuilder();
                request.getLeaseKeepAlive().getIdsList().forEach(id -> answer.addTtlMs(ttls.getOrDefault(id, 0L)));
                response.setLeaseKeepAlive(answer);
            }
            case LEASE_REVOKE -> {
                found(request.getLeaseRevoke().getId());
                ttls.remove(request.getLeaseRevoke().getId());
                response.setLeaseRevoke(LeaseRevokeResponse.newBuilder().setRevision(1));
            }
            case LEASE_TIME_TO_LIVE ->
                response.setLeaseTimeToLive(LeaseTimeToLiveResponse.newBuilder()
                        .setLease(found(request.getLeaseTimeToLive().getId())));
            case LEASE_LIST -> response.setLeaseList(list(request.getLeaseList()));
            case PROTECT -> response.setProtect(protect(request.getProtect()));
            default ->
                response.setProtectedRanges(ProtectedRangesResponse.newBuilder().addAllRanges(ranges));
        }
    }

    private LeaseGrantResponse grant(LeaseGrantRequest grant) {
        long id = grant.getId() == 0 ? ++lastId : grant.getId();
        if (ttls.putIfAbsent(id, grant.getTtlMs()) != null) {
            throw new Refused(ErrorCode.LEASE_EXISTS);
        }
        return LeaseGrantResponse.newBuilder()
                .setId(id)
                .setTtlMs(grant.getTtlMs())
                .build();
    }

    private LeaseStatus found(long id) {
        Long ttl = ttls.get(id);
        if (ttl == null) {
            throw new Refused(ErrorCode.LEASE_NOT_FOUND);
        }
        return status(id, ttl);
    }

    private static LeaseStatus status(long id, long ttl) {
        return LeaseStatus.newBuilder()
                .setId(id)
                .setTtlMs(ttl)
                .setRemainingMs(ttl / 2)
                .setKeys(3)
                .build();
    }

    private LeaseListResponse list(LeaseListRequest list) {
        LeaseListResponse.Builder answer = LeaseListResponse.newBuilder();
        for (var entry : ttls.tailMap(list.getAfter(), false).entrySet()) {
            if (answer.getLeasesCount() == PAGE) {
                return answer.setMore(true).build();
            }
            answer.addLeases(status(entry.getKey(), entry.getValue()));
        }
        return answer.build();
    }

    private ProtectResponse protect(ProtectRequest protect) {
        ProtectedRange range = ProtectedRange.newBuilder()
                .setKey(protect.getKey())
                .setRangeEnd(protect.getRangeEnd())
                .build();
        boolean changed;
        if (protect.getRemove()) {
            changed = ranges.remove(range);
        } else {
            changed = !ranges.contains(range) && ranges.add(range);
        }
        return ProtectResponse.newBuilder().setChanged(changed).build();
    }
}
