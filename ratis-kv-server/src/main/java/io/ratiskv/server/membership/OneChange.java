package io.ratiskv.server.membership;

import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.server.membership.MembershipRefused.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one change of the group that may be under way, until it was asked how it ended. Thread: any. */
final class OneChange {
    /** A leader that is to be removed hands over so often, each time to another member, before it is said to have failed. */
    static final int HAND_OVERS_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OneChange.class);

    private final Object lock = new Object();
    private @Nullable Change change;
    private int failedHandOvers;

    /**
     * What was begun last.
     *
     * @param handsOver only the first step of what was asked for
     */
    record Change(
            MembershipRequest asked,
            String what,
            @Nullable GroupMember newcomer,
            boolean handsOver,
            CompletableFuture<Void> end) {}

    /**
     * The change that is under way; one that has ended is forgotten, and its failure told to whoever asked for it, unless
     * there is another way to try.
     */
    @Nullable
    Change takeEnded(MembershipRequest request) {
        Change last;
        synchronized (lock) {
            last = change;
            if (last == null || !last.end.isDone()) {
                return last;
            }
            change = null;
            boolean again = last.asked.equals(request) && last.end.isCompletedExceptionally();
            failedHandOvers = again && last.handsOver ? failedHandOvers + 1 : 0;
            if (!again || (last.handsOver && failedHandOvers < HAND_OVERS_MAX)) {
                return null;
            }
            failedHandOvers = 0;
        }
        throw new MembershipRefused(
                Reason.FAILED,
                last.what + " has failed: " + reasonOf(last.end)
                        + ". Ask again: if another leader has brought it to"
                        + " an end after all, that is the answer, else it begins anew");
    }

    /** How many hand-overs in a row have failed of the removal that is asked for. */
    int failedHandOvers() {
        synchronized (lock) {
            return failedHandOvers;
        }
    }

    /** Begins a change, if there is no other; does nothing if it is under way. */
    void start(
            MembershipRequest request,
            String what,
            @Nullable GroupMember newcomer,
            Supplier<CompletableFuture<Void>> step) {
        start(request, what, newcomer, false, step);
    }

    /** Begins the first step of the removal of a leader. */
    void startHandOver(MembershipRequest request, String what, Supplier<CompletableFuture<Void>> step) {
        start(request, what, null, true, step);
    }

    private void start(
            MembershipRequest request,
            String what,
            @Nullable GroupMember newcomer,
            boolean handsOver,
            Supplier<CompletableFuture<Void>> step) {
        synchronized (lock) {
            Change running = change;
            if (running != null && !running.end.isDone()) {
                if (running.asked.equals(request)) {
                    // A copy of the request has overtaken this one while members were asked.
                    return;
                }
                throw new MembershipRefused(
                        Reason.IN_PROGRESS, running.what + " is under way; ask again when it is done");
            }
            LOG.info("Begun: {}.", what);
            CompletableFuture<Void> end = step.get();
            change = new Change(request, what, newcomer, handsOver, end);
            end.whenComplete((ok, failure) -> {
                if (failure == null) {
                    LOG.info("Done: {}.", what);
                } else {
                    LOG.warn("Failed: {}: {}", what, reasonOf(end));
                }
            });
        }
    }

    private static String reasonOf(CompletableFuture<Void> failed) {
        return failed.handle((ok, failure) ->
                        String.valueOf(failure == null ? null : cause(failure).getMessage()))
                .join();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
