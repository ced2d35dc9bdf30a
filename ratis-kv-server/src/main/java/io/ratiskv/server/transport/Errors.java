package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.LeaderHint;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.Refusal;

/** Refusals as the wire says them. */
final class Errors {
    private Errors() {}

    static byte[] encoded(Refusal refusal) {
        return Response.newBuilder().setError(error(refusal)).build().toByteArray();
    }

    static Error error(Refusal refusal) {
        Error.Builder error = Error.newBuilder()
                .setCode(refusal.code())
                .setMessage(refusal.message())
                .setField(refusal.field())
                .setRevision(refusal.revision())
                .setLimit(refusal.limit())
                .setActual(refusal.actual())
                .setRetryAfterMs(refusal.retryAfterMs());
        String leaderId = refusal.leaderId();
        if (leaderId != null) {
            LeaderHint.Builder hint = LeaderHint.newBuilder().setMemberId(leaderId);
            String address = refusal.leaderClientAddress();
            if (address != null) {
                hint.setClientAddress(address);
            }
            error.setLeader(hint);
        }
        return error.build();
    }

    /** Who leads, as far as is known; empty if not. */
    static LeaderHint leader(LogStatus status) {
        LeaderHint.Builder hint = LeaderHint.newBuilder();
        String id = MemberId.nameOf(status.leaderId());
        String address = status.leaderClientAddress();
        if (id != null) {
            hint.setMemberId(id);
        }
        if (id != null && address != null) {
            hint.setClientAddress(address);
        }
        return hint.build();
    }
}
