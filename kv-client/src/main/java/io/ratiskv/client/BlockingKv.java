package io.ratiskv.client;

import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** A view of the cluster that waits. Holds nothing but how to call. */
class BlockingKv implements Kv {
    final Cluster cluster;
    final CallOptions options;

    BlockingKv(Cluster cluster, CallOptions options) {
        this.cluster = cluster;
        this.options = options;
    }

    @Override
    public Kv withDeadline(Duration deadline) {
        return new BlockingKv(cluster, options.withDeadline(Deadlines.checked(deadline)));
    }

    @Override
    public Kv withConsistency(Consistency consistency) {
        return new BlockingKv(cluster, options.withConsistency(consistency));
    }

    @Override
    public Kv withMinRevision(long revision) {
        return new BlockingKv(cluster, options.withMinRevision(revision));
    }

    @Override
    public Kv withFences(Fence... fences) {
        return new BlockingKv(cluster, options.withFences(List.of(fences)));
    }

    @Override
    public PutResult put(Put put) {
        return await(cluster.put(put, options));
    }

    @Override
    public RangeResult range(Range range) {
        return await(cluster.range(range, options));
    }

    @Override
    public Iterator<RangeResult> pages(Range range) {
        return new PageIterator(cluster, options, range);
    }

    @Override
    public DeleteResult delete(Delete delete) {
        return await(cluster.delete(delete, options));
    }

    @Override
    public TxnResult txn(Txn txn) {
        return await(cluster.txn(txn, options));
    }

    @Override
    public <T> Committed<T> transactReporting(TransactionBody<T> body) {
        return new Transact<>(cluster, options, body).run();
    }

    static <T> T await(Call<T> call) {
        return Deadlines.await(call);
    }
}
