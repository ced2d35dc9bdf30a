package io.ratiskv.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** {@link Admin} without waiting. */
public interface AsyncAdmin {
    /** See {@link Admin#compact}. */
    CompletableFuture<CompactResult> compact(long revision);

    /** See {@link Admin#status}. */
    CompletableFuture<MemberStatus> status(String endpoint);

    /** See {@link Admin#members}. */
    CompletableFuture<List<Member>> members();

    /** See {@link Admin#hash}. */
    CompletableFuture<StateHash> hash(String endpoint);

    /** See {@link Admin#snapshot}. */
    CompletableFuture<Long> snapshot(String endpoint);

    /** See {@link Admin#protect}. */
    CompletableFuture<Boolean> protect(KeyRange keys);

    /** See {@link Admin#unprotect}. */
    CompletableFuture<Boolean> unprotect(KeyRange keys);

    /** See {@link Admin#protectedRanges}. */
    CompletableFuture<List<ProtectedRange>> protectedRanges();

    /** See {@link Admin#change}. Cancelling stops waiting; what was begun goes on. */
    CompletableFuture<Boolean> change(MembershipChange change, Consumer<MembershipProgress> progress);
}
