package io.ratiskv.jepsen.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether what members said of themselves can be one cluster: no term has two leaders, and all who tell the hash of their
 * state at one index tell the same, so that each log is the beginning of the longest.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class OneCluster {
    /** Newest indexes whose hash is remembered. */
    private static final int HASHES_MAX = 10_000;

    private static final int VIOLATIONS_MAX = 20;

    private final Map<Long, String> leaders = new LinkedHashMap<>();
    private final Map<Long, Told> hashes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Told> eldest) {
            return size() > HASHES_MAX;
        }
    };
    private final List<Violation> violations = new ArrayList<>();
    private long told;
    private long compared;

    private record Told(String member, long hash) {}

    /** This member led this term: it said so before and after it told the term. */
    public synchronized void led(String member, long term) {
        told++;
        String known = leaders.putIfAbsent(term, member);
        if (known != null && !known.equals(member)) {
            violation("two leaders of term " + term + ": " + known + " and " + member);
        }
    }

    /** This member told the hash of all effects up to this index. */
    public synchronized void applied(String member, long index, long hash) {
        told++;
        Told known = hashes.putIfAbsent(index, new Told(member, hash));
        if (known != null) {
            compared += known.member.equals(member) ? 0 : 1;
            if (known.hash != hash) {
                violation("different states at index " + index + ": of " + known.member + " and of " + member);
            }
        }
    }

    private void violation(String reason) {
        if (violations.size() < VIOLATIONS_MAX
                && violations.stream().noneMatch(v -> v.reason().equals(reason))) {
            violations.add(new Violation(reason, List.of()));
        }
    }

    /** So far. */
    public synchronized Verdict verdict() {
        return Verdict.of(
                "one-cluster",
                told,
                leaders.size() + " terms with one leader each, " + compared + " states compared",
                violations);
    }
}
