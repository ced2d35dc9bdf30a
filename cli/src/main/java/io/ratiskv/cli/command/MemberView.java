package io.ratiskv.cli.command;

import io.ratiskv.client.AsyncAdmin;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A member as it was found: its status, or why there is none.
 *
 * @param id its name, or {@code ?} if it never told
 * @param problem empty if it answered
 */
record MemberView(String endpoint, String id, Optional<MemberStatus> status, String problem) {

    /** Asks the members at these endpoints and all that they know of, side by side; one row each, by name. */
    static List<MemberView> ask(KvClient db, List<String> endpoints) {
        Map<String, MemberView> views = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> unasked = new LinkedHashSet<>(endpoints);
        while (!unasked.isEmpty()) {
            askAll(db.async().admin(), unasked, views);
            unasked = new LinkedHashSet<>();
            for (MemberView view : List.copyOf(views.values())) {
                for (Member member : view.status().map(MemberStatus::members).orElse(List.of())) {
                    names.put(member.clientAddress(), member.id());
                    if (!member.clientAddress().isEmpty() && !views.containsKey(member.clientAddress())) {
                        unasked.add(member.clientAddress());
                    }
                }
            }
        }
        List<MemberView> named = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (MemberView view : views.values()) {
            String id = view.status().map(MemberStatus::memberId).orElse(names.getOrDefault(view.endpoint(), "?"));
            // One member may be known by two addresses.
            if (view.status().isEmpty() || seen.add(id)) {
                named.add(new MemberView(view.endpoint(), id, view.status(), view.problem()));
            }
        }
        named.sort(java.util.Comparator.comparing(MemberView::id).thenComparing(MemberView::endpoint));
        return named;
    }

    /** The member that leads: of those that say they do, the one of the highest term. */
    static Optional<MemberView> leader(List<MemberView> views) {
        return views.stream()
                .filter(view -> view.status().filter(MemberView::leads).isPresent())
                .max(java.util.Comparator.comparingLong(
                        view -> view.status().map(MemberStatus::term).orElse(0L)));
    }

    private static boolean leads(MemberStatus status) {
        return status.role() == MemberRole.LEADER;
    }

    private static void askAll(AsyncAdmin admin, Set<String> endpoints, Map<String, MemberView> views) {
        Map<String, CompletableFuture<MemberView>> answers = new LinkedHashMap<>();
        for (String endpoint : endpoints) {
            answers.put(endpoint, admin.status(endpoint).handle((status, failure) -> view(endpoint, status, failure)));
        }
        answers.forEach((endpoint, answer) -> views.put(endpoint, answer.join()));
    }

    private static MemberView view(
            String endpoint,
            @org.jspecify.annotations.Nullable MemberStatus status,
            @org.jspecify.annotations.Nullable Throwable failure) {
        if (status != null) {
            return new MemberView(endpoint, status.memberId(), Optional.of(status), "");
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof KvException refused) {
            String message = refused.getMessage();
            return new MemberView(endpoint, "?", Optional.empty(), message == null ? refused.toString() : message);
        }
        throw new IllegalStateException("asking " + endpoint + " failed", cause);
    }
}
