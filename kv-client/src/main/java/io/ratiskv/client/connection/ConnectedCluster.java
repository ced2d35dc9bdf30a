package io.ratiskv.client.connection;

import io.ratiskv.client.ClientSettings;
import io.ratiskv.client.CommitResult;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** The cluster, over connections. */
final class ConnectedCluster implements Cluster {
    private final ClientSettings settings;

    ConnectedCluster(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public Call<PutResult> put(Put put, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<DeleteResult> delete(Delete delete, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<TxnResult> txn(Txn txn, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<CommitResult> commit(Commit commit, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<RangeResult> range(Range range, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<CompactResult> compact(long revision, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<MemberStatus> status(String endpoint, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<List<Member>> members(CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<StateHash> hash(String endpoint, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<Long> snapshot(String endpoint, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<Resolution> resolve(RequestId requestId, CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Call<List<RequestId>> unresolved(CallOptions options) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public void abandon(RequestId requestId) {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public String identity() {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public Executor callbacks() {
        throw new UnsupportedOperationException(settings.name());
    }

    @Override
    public void close(Duration drain) {
        throw new UnsupportedOperationException(settings.name());
    }
}
