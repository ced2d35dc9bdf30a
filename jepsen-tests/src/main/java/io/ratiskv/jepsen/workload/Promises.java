package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was promised of keys that are each written once: what was acknowledged must be there, what was called not applied must
 * not, and what was unknown must be as the client resolves it.
 *
 * <p>Thread: any.
 */
final class Promises {
    private final String prefix;
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> notApplied = new ConcurrentHashMap<>();
    private final Map<String, Unknown> unknown = new ConcurrentHashMap<>();

    private record Unknown(KvClient client, Optional<RequestId> id, String why) {}

    /**
     * @param prefix of the keys, not used before
     */
    Promises(String prefix) {
        this.prefix = prefix;
    }

    static String valueOf(String key) {
        return "value of " + key;
    }

    void acknowledged(String key, long revision) {
        acknowledged.put(key, revision);
    }

    /** As the client claims; the client must live until {@link #verify}. */
    void failed(String key, KvClient client, KvException e) {
        String why = RecordedWorkload.describe(e);
        if (e.outcome() == Outcome.NOT_APPLIED) {
            notApplied.put(key, why);
        } else {
            unknown.put(key, new Unknown(client, e.requestId(), why));
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** Counts for people. */
    String summary() {
        return "acknowledged " + acknowledged.size() + ", not applied " + notApplied.size() + ", unknown "
                + unknown.size();
    }

    /** Reads everything back through this client and compares it with the ledger; empty: every promise was kept. */
    List<String> verify(KvClient reader) {
        List<String> problems = new ArrayList<>();
        Map<String, Outcome> resolved = new TreeMap<>();
        unknown.forEach((key, u) -> resolved.put(key, resolve(key, u, problems)));
        // After the resolutions: a write that was still under way may only become visible by then.
        Map<String, KeyValue> stored =
                reader.scan(Range.prefix(prefix)).collect(Collectors.toMap(KeyValue::keyText, Function.identity()));
        acknowledged.forEach((key, revision) -> {
            KeyValue found = stored.remove(key);
            if (found == null) {
                problems.add("acknowledged and lost: " + key + " at revision " + revision);
            } else if (found.modRevision() != revision
                    || found.version() != 1
                    || !found.valueText().equals(valueOf(key))) {
                problems.add("acknowledged at revision " + revision + ", but stored is " + found);
            }
        });
        notApplied.forEach((key, why) -> {
            if (stored.remove(key) != null) {
                problems.add("called not applied (" + why + "), but stored: " + key);
            }
        });
        resolved.forEach((key, outcome) -> {
            boolean there = stored.remove(key) != null;
            if (outcome != Outcome.UNKNOWN && there != (outcome == Outcome.APPLIED)) {
                problems.add("resolved as " + outcome + ", but " + (there ? "" : "not ") + "stored: " + key);
            }
        });
        stored.keySet().forEach(key -> problems.add("stored, but nobody wrote it: " + key));
        return problems;
    }

    private static Outcome resolve(String key, Unknown unknown, List<String> problems) {
        if (unknown.id().isEmpty()) {
            problems.add("unknown without an id to resolve: " + key + " (" + unknown.why() + ")");
            return Outcome.UNKNOWN;
        }
        Resolution resolution = unknown.client().resolve(unknown.id().get());
        if (resolution.outcome() == Outcome.UNKNOWN) {
            problems.add("could not be resolved: " + key + " (" + unknown.why() + ")");
        }
        return resolution.outcome();
    }
}
