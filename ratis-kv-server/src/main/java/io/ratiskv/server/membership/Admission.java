package io.ratiskv.server.membership;

import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.server.membership.Others.NotAnswered;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a member that is in no configuration under its present incarnation to take its own place again. The leader has
 * the last word; what the leader says is noted.
 *
 * <p>Thread: {@link #look} by one thread, every half second or so; answers on any.
 */
public final class Admission {
    private final Group group;
    private final @Nullable GroupMember self;
    private final List<String> endpoints;
    private final Others others;
    private final Runnable admitted;
    private final Consumer<String> note;
    private final AtomicBoolean asking = new AtomicBoolean();
    private boolean told;
    private String noted = "";

    /**
     * @param self with the addresses at which others find it; null if it was not told any: it can then only be added
     * @param endpoints client addresses of members that may know the cluster
     * @param admitted told once, when this member is in the configuration
     */
    public Admission(
            Group group,
            @Nullable GroupMember self,
            List<String> endpoints,
            Others others,
            Runnable admitted,
            Consumer<String> note) {
        this.group = group;
        this.self = self;
        this.endpoints = List.copyOf(endpoints);
        this.others = others;
        this.admitted = admitted;
        this.note = note;
    }

    /** Asks, if this member is not in the configuration. Never blocks. */
    public void look() {
        if (told) {
            return;
        }
        if (group.configuration().contains(group.self())) {
            told = true;
            noteOnce("This member is in the cluster.");
            admitted.run();
            return;
        }
        GroupMember who = self;
        if (who == null || endpoints.isEmpty()) {
            noteOnce("This member is in no cluster: it waits for 'member add'.");
            return;
        }
        if (asking.compareAndSet(false, true)) {
            ask(
                            MembershipRequest.newBuilder()
                                    .setReadmit(who.toMessage())
                                    .build(),
                            new LinkedHashSet<>(endpoints),
                            new LinkedHashSet<>())
                    .whenComplete((answer, failure) -> {
                        asking.set(false);
                        noteOnce(failure == null ? answer : sentence(failure));
                    });
        }
    }

    /** Asks one after the other, whoever is named as leader first, each once. */
    private CompletableFuture<String> ask(MembershipRequest request, Set<String> unasked, Set<String> asked) {
        String next = unasked.iterator().next();
        unasked.remove(next);
        asked.add(next);
        return others.ask(next, request)
                .thenApply(answer -> "Asked to be taken in again: " + answer.getWhat() + ".")
                .exceptionallyCompose(failure -> {
                    Set<String> left = left(cause(failure), unasked, asked);
                    return left.isEmpty() ? CompletableFuture.failedFuture(failure) : ask(request, left, asked);
                });
    }

    private static Set<String> left(Throwable failure, Set<String> unasked, Set<String> asked) {
        Set<String> left = new LinkedHashSet<>();
        if (failure instanceof NotAnswered notAnswered) {
            String leader = notAnswered.leaderAddress();
            if (notAnswered.lastWord()) {
                return left;
            }
            if (leader != null && !asked.contains(leader)) {
                left.add(leader);
            }
        }
        left.addAll(unasked);
        return left;
    }

    private static String sentence(Throwable failure) {
        return "This member is not taken in yet: " + cause(failure).getMessage() + ". It goes on asking.";
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private synchronized void noteOnce(String sentence) {
        if (!sentence.equals(noted)) {
            noted = sentence;
            note.accept(sentence);
        }
    }
}
