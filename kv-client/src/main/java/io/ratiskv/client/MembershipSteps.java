package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks for one change again and again until it is done: the cluster answers each time how far it is, whoever leads by then.
 *
 * <p>Thread: callbacks.
 */
final class MembershipSteps {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Cluster cluster;
    private final CallOptions options;
    private final MembershipChange change;
    private final Consumer<MembershipProgress> progress;
    private final CompletableFuture<Boolean> changed = new CompletableFuture<>();
    private boolean begun;

    private MembershipSteps(
            Cluster cluster, CallOptions options, MembershipChange change, Consumer<MembershipProgress> progress) {
        this.cluster = cluster;
        this.options = options;
        this.change = change;
        this.progress = progress;
    }

    /** Completes with whether there was something to do. Cancelling stops asking; what was begun goes on. */
    static CompletableFuture<Boolean> take(
            Cluster cluster, CallOptions options, MembershipChange change, Consumer<MembershipProgress> progress) {
        MembershipSteps steps = new MembershipSteps(cluster, options, change, progress);
        steps.ask();
        return steps.changed;
    }

    private void ask() {
        if (!changed.isDone()) {
            cluster.changeMembers(change, options).whenCompleteAsync(this::answered, cluster.callbacks());
        }
    }

    private void answered(MembershipProgress step, @org.jspecify.annotations.Nullable Throwable failure) {
        try {
            if (failure != null) {
                changed.completeExceptionally(failure);
                return;
            }
            progress.accept(step);
            if (step.done()) {
                changed.complete(begun);
            } else {
                begun = true;
                cluster.after(PAUSE_NANOS, this::ask);
            }
        } catch (RuntimeException fromTheCallersCode) {
            changed.completeExceptionally(fromTheCallersCode);
        }
    }
}
