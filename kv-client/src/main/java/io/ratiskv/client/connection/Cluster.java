package io.ratiskv.client.connection;

import io.ratiskv.client.ClientSettings;
import io.ratiskv.client.CommitResult;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.GrantResult;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.LeaseInfo;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.client.ProtectResult;
import io.ratiskv.client.ProtectedRange;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.RevokeResult;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchList;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** The cluster as the client's shells see it: one method for each thing that can be asked. Thread-safe. */
public interface Cluster {
    Call<PutResult> put(Put put, CallOptions options);

    Call<DeleteResult> delete(Delete delete, CallOptions options);

    Call<TxnResult> txn(Txn txn, CallOptions options);

    Call<CommitResult> commit(Commit commit, CallOptions options);

    /** The whole answer. */
    Call<RangeResult> range(Range range, CallOptions options);

    Call<CompactResult> compact(long revision, CallOptions options);

    Call<MemberStatus> status(String endpoint, CallOptions options);

    /** The configuration, with every change of it that was acknowledged before this call. */
    Call<List<Member>> members(CallOptions options);

    /** The configuration as some member knows it, which may be an older one. */
    Call<List<Member>> knownMembers(CallOptions options);

    /** Begins a change, or tells how far it is. */
    Call<MembershipProgress> changeMembers(MembershipChange change, CallOptions options);

    Call<StateHash> hash(String endpoint, CallOptions options);

    Call<Long> snapshot(String endpoint, CallOptions options);

    /** A step of a backup, asked of this member only. */
    Call<BackupResponse> backup(String endpoint, BackupRequest request, CallOptions options);

    /** An id of 0: the cluster chooses. */
    Call<GrantResult> grantLease(Duration ttl, long id, CallOptions options);

    /**
     * Each lease's time to live, in order of the ids; zero if there is none. At most 1,000 at a time. Does not wait for
     * calls that are open.
     */
    Call<List<Duration>> keepLeasesAlive(List<Long> ids, CallOptions options);

    Call<RevokeResult> revokeLease(long id, CallOptions options);

    Call<LeaseInfo> leaseTimeToLive(long id, boolean withKeys, CallOptions options);

    /** Every lease: all pages. */
    Call<List<LeaseInfo>> leases(CallOptions options);

    /** @param remove lift the protection */
    Call<ProtectResult> protect(KeyRange keys, boolean remove, CallOptions options);

    Call<List<ProtectedRange>> protectedRanges(CallOptions options);

    Call<WatchList> watches(String endpoint, CallOptions options);

    /**
     * A watch, which is not one of the calls in flight.
     *
     * @param ready told whenever there may be an item or the end to be taken, mostly on the network thread; must not wait
     */
    WatchCall watch(Watch watch, CallOptions options, Runnable ready);

    Call<Resolution> resolve(RequestId requestId, CallOptions options);

    Call<List<RequestId>> unresolved(CallOptions options);

    void abandon(RequestId requestId);

    String identity();

    /** Runs {@code task} on the network thread after so long; drops it if the client is closed by then. */
    void after(long nanos, Runnable task);

    /** Where results go to callers that do not wait. */
    Executor callbacks();

    void close(Duration drain);

    static Cluster of(ClientSettings settings) {
        return new ConnectedCluster(settings);
    }
}
