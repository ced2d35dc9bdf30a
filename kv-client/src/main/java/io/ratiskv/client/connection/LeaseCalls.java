package io.ratiskv.client.connection;

import com.google.protobuf.ByteString;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.GrantResult;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.LeaseInfo;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.ProtectResult;
import io.ratiskv.client.ProtectedRange;
import io.ratiskv.client.RevokeResult;
import io.ratiskv.client.ServerFaultException;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseRevokeRequest;
import io.ratiskv.protocol.LeaseStatus;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.ProtectedRangesRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leases and protected ranges as requests and answers. */
final class LeaseCalls {
    private final Calls calls;
    private final Network network;

    LeaseCalls(Calls calls, Network network) {
        this.calls = calls;
        this.network = network;
    }

    Call<GrantResult> grant(Duration ttl, long id, CallOptions options) {
        return calls.write(
                request -> request.setLeaseGrant(
                        LeaseGrantRequest.newBuilder().setId(id).setTtlMs(ttl.toMillis())),
                GrantResult.class,
                options);
    }

    /** Past the gate: leases must not end because a program has many calls open. */
    Call<List<Duration>> keepAlive(List<Long> ids, CallOptions options) {
        return calls.askAtOnce(
                request -> request.setLeaseKeepAlive(
                        LeaseKeepAliveRequest.newBuilder().addAllIds(ids)),
                Route.LEADER,
                frames -> {
                    List<Long> ttls = Calls.only(frames, Response::hasLeaseKeepAlive)
                            .getLeaseKeepAlive()
                            .getTtlMsList();
                    if (ttls.size() != ids.size()) {
                        throw new ServerFaultException(
                                "a member answered for " + ttls.size() + " of " + ids.size() + " leases",
                                Outcome.UNKNOWN,
                                null);
                    }
                    return ttls.stream().map(Duration::ofMillis).toList();
                },
                options);
    }

    Call<RevokeResult> revoke(long id, CallOptions options) {
        return calls.write(
                request ->
                        request.setLeaseRevoke(LeaseRevokeRequest.newBuilder().setId(id)),
                RevokeResult.class,
                options);
    }

    Call<LeaseInfo> timeToLive(long id, boolean withKeys, CallOptions options) {
        return calls.ask(
                request -> request.setLeaseTimeToLive(
                        LeaseTimeToLiveRequest.newBuilder().setId(id).setKeys(withKeys)),
                Route.LEADER,
                frames -> {
                    var answer =
                            Calls.only(frames, Response::hasLeaseTimeToLive).getLeaseTimeToLive();
                    return info(
                            answer.getLease(),
                            answer.getKeysList().stream().map(Answers::bytes).toList());
                },
                options);
    }

    private static LeaseInfo info(LeaseStatus lease, List<Bytes> keys) {
        return new LeaseInfo(
                lease.getId(),
                Duration.ofMillis(lease.getTtlMs()),
                Duration.ofMillis(lease.getRemainingMs()),
                lease.getKeys(),
                keys);
    }

    Call<List<LeaseInfo>> list(CallOptions options) {
        return calls.begin(options, (call, deadlineNanos) -> {
            Listing listing = new Listing(call, deadlineNanos);
            call.onGiveUp(() -> network.loop().execute(listing::giveUp));
            return listing::ask;
        });
    }

    /** Page after page; all within one deadline. Thread: network. */
    private final class Listing implements RetryingCall.Sink {
        private final Call<List<LeaseInfo>> call;
        private final long deadlineNanos;
        private final List<LeaseInfo> found = new ArrayList<>();
        private @Nullable RetryingCall page;

        Listing(Call<List<LeaseInfo>> call, long deadlineNanos) {
            this.call = call;
            this.deadlineNanos = deadlineNanos;
        }

        void ask() {
            long after = found.isEmpty() ? 0 : found.get(found.size() - 1).id();
            Request request = Request.newBuilder()
                    .setLeaseList(LeaseListRequest.newBuilder().setAfter(after))
                    .build();
            page = new RetryingCall(network, request, Route.LEADER, deadlineNanos, stamp -> {}, this);
            page.start();
        }

        void giveUp() {
            if (page != null) {
                page.end("given up by the caller", null);
            }
        }

        @Override
        public void answered(List<Response> frames) {
            Response frame = frames.get(0);
            if (!frame.hasLeaseList()) {
                call.completeExceptionally(Answers.unexpected(frame));
                return;
            }
            LeaseListResponse answer = frame.getLeaseList();
            answer.getLeasesList().forEach(lease -> found.add(info(lease, List.of())));
            if (answer.getMore() && answer.getLeasesCount() > 0) {
                ask();
            } else {
                call.complete(List.copyOf(found));
            }
        }

        @Override
        public void failed(Failure failure) {
            call.completeExceptionally(Errors.ofRead(failure));
        }
    }

    Call<ProtectResult> protect(KeyRange keys, boolean remove, CallOptions options) {
        return calls.write(
                request -> request.setProtect(ProtectRequest.newBuilder()
                        .setKey(Requests.key("protect.key", keys.start()))
                        .setRangeEnd(ByteString.copyFrom(keys.end().asBuffer()))
                        .setRemove(remove)),
                ProtectResult.class,
                options);
    }

    Call<List<ProtectedRange>> protectedRanges(CallOptions options) {
        return calls.ask(
                request -> request.setProtectedRanges(ProtectedRangesRequest.getDefaultInstance()),
                Route.LEADER,
                frames -> Calls.only(frames, Response::hasProtectedRanges).getProtectedRanges().getRangesList().stream()
                        .map(range -> new ProtectedRange(
                                new KeyRange(Answers.bytes(range.getKey()), Answers.bytes(range.getRangeEnd())),
                                range.getNewestToken()))
                        .toList(),
                options);
    }
}
