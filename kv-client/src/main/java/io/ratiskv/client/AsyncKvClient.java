package io.ratiskv.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link KvClient} without waiting. Closed through {@link KvClient#close}. */
public interface AsyncKvClient extends AsyncKv {
    /** See {@link KvClient#admin}. */
    AsyncAdmin admin();

    /** See {@link KvClient#leases}. */
    AsyncLeases leases();

    /** See {@link KvClient#resolve}. */
    CompletableFuture<Resolution> resolve(RequestId requestId);

    /** See {@link KvClient#unresolved}. */
    CompletableFuture<List<RequestId>> unresolved();

    /** See {@link KvClient#abandon}. */
    void abandon(RequestId requestId);
}
