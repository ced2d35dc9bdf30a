package io.ratiskv.client.connection;

import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writes whose outcome nobody has been told, oldest first, and what was found out about some of them without
 * having been asked.
 *
 * <p>Thread: network.
 */
final class Unresolved {
    /** Most of each that are remembered; then the oldest go. */
    static final int REMEMBERED_MAX = 4_096;

    private final Set<RequestId> ids = new LinkedHashSet<>();
    private final Map<RequestId, Resolution> found = new LinkedHashMap<>();

    /** Answers the oldest one, if it had to go for this one: nobody will ask about it, so the cluster may forget it. */
    Optional<RequestId> add(RequestId id) {
        Optional<RequestId> dropped = ids.size() < REMEMBERED_MAX ? Optional.empty() : oldest();
        dropped.ifPresent(this::remove);
        ids.add(id);
        return dropped;
    }

    void remove(RequestId id) {
        ids.remove(id);
        found.remove(id);
    }

    /** Its answer is kept here from now on, so that the cluster need not. */
    void found(Resolution resolution) {
        if (found.size() >= REMEMBERED_MAX) {
            found.remove(found.keySet().iterator().next());
        }
        found.put(resolution.requestId(), resolution);
    }

    @Nullable
    Resolution foundBefore(RequestId id) {
        return found.get(id);
    }

    List<RequestId> all() {
        return List.copyOf(ids);
    }

    Optional<RequestId> oldest() {
        return ids.stream().findFirst();
    }

    /** The oldest one for which the session has to remember the answer. */
    Optional<RequestId> oldestHeld(Session session) {
        return ids.stream()
                .filter(id -> id.sessionId() == session.id() && !found.containsKey(id))
                .findFirst();
    }

    /** Their sequences in a session, those aside whose answers are kept here. */
    Collection<Long> sequencesOf(long sessionId) {
        return ids.stream()
                .filter(id -> id.sessionId() == sessionId && !found.containsKey(id))
                .map(RequestId::sequence)
                .toList();
    }
}
