package io.ratiskv.client.connection;

import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.WatchList;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.SnapshotRequest;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.WatchListRequest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who is in the cluster, and what one of them alone can answer, as requests and answers. */
final class MemberCalls {
    private final Calls calls;

    MemberCalls(Calls calls) {
        this.calls = calls;
    }

    Call<MemberStatus> status(String endpoint, CallOptions options) {
        return askOne(
                endpoint,
                request -> request.setStatus(StatusRequest.getDefaultInstance()),
                Response::hasStatus,
                frame -> Answers.status(frame.getStatus()),
                options);
    }

    /** @param fresh as the leader has them; else whoever is asked tells whom it knows */
    Call<List<Member>> list(boolean fresh, CallOptions options) {
        return calls.ask(
                request -> request.setStatus(StatusRequest.newBuilder().setFresh(fresh)),
                Route.ANY,
                frames ->
                        Answers.members(Calls.only(frames, Response::hasStatus).getStatus()),
                options);
    }

    /** How far the change is: asked again and again until it is done. */
    Call<MembershipProgress> change(MembershipChange change, CallOptions options) {
        return calls.ask(
                request -> request.setMembership(Requests.membership(change)),
                Route.LEADER,
                frames -> Answers.membership(
                        Calls.only(frames, Response::hasMembership).getMembership()),
                options);
    }

    Call<StateHash> hash(String endpoint, CallOptions options) {
        return askOne(
                endpoint,
                request -> request.setHash(HashRequest.getDefaultInstance()),
                Response::hasHash,
                frame -> {
                    var hash = frame.getHash();
                    return new StateHash(hash.getAppliedIndex(), hash.getRevision(), hash.getHash());
                },
                options);
    }

    Call<Long> snapshot(String endpoint, CallOptions options) {
        return askOne(
                endpoint,
                request -> request.setSnapshot(SnapshotRequest.getDefaultInstance()),
                Response::hasSnapshot,
                frame -> frame.getSnapshot().getIndex(),
                options);
    }

    Call<BackupResponse> backup(String endpoint, BackupRequest backup, CallOptions options) {
        return askOne(
                endpoint, request -> request.setBackup(backup), Response::hasBackup, Response::getBackup, options);
    }

    Call<WatchList> watches(String endpoint, CallOptions options) {
        return askOne(
                endpoint,
                request -> request.setWatchList(WatchListRequest.getDefaultInstance()),
                Response::hasWatchList,
                frame -> WatchMessages.list(frame.getWatchList()),
                options);
    }

    /** Nobody else could answer for it. */
    private <T> Call<T> askOne(
            String endpoint,
            Consumer<Request.Builder> body,
            Function<Response, Boolean> isWanted,
            Function<Response, T> decode,
            CallOptions options) {
        return calls.ask(
                body,
                Route.only(Endpoint.parse(endpoint)),
                frames -> decode.apply(Calls.only(frames, isWanted)),
                options);
    }
}
