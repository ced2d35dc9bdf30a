package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.WriteResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What became of the increments of one counter. Of {@code n} increments known to be applied,
 *
 * <ul>
 *   <li>the counter stands at exactly {@code n}: none was lost, none happened twice;
 *   <li>the places in the answers are 1 to n, each once: a retry got the answer of the first time, not a later one.
 * </ul>
 *
 * <p>Thread: any; guarded by itself.
 */
final class Increments {
    private final BitSet places = new BitSet();
    private final List<Unknown> unknowns = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long acknowledged;
    private long placesUnknown;

    private record Unknown(KvClient client, Optional<RequestId> id, String why) {}

    /**
     * The sum of it all.
     *
     * @param acknowledged increments that were answered
     * @param unknown calls that ended as unknown
     * @param applied of these, the ones that turned out to be applied
     * @param never of these, the ones that turned out never to happen
     * @param counter where the counter stands
     * @param problems what should not be; empty: exactly once
     */
    record Sum(long acknowledged, long unknown, long applied, long never, long counter, List<String> problems) {}

    /** Which increment of its key a put was, as its answer tells. */
    static long place(PutResult result) {
        return result.previous().map(KeyValue::version).orElse(0L) + 1;
    }

    /** Was answered: it was the so-maniest. */
    synchronized void acknowledged(long place) {
        acknowledged++;
        take(place);
    }

    /** Ended unknown; {@link #sum} resolves it. */
    synchronized void unknown(KvClient client, KvException e) {
        unknowns.add(new Unknown(client, e.requestId(), RecordedWorkload.describe(e)));
    }

    /** Something else that should not be. */
    synchronized void problem(String what) {
        problems.add(what);
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    private void take(long place) {
        int index = Math.toIntExact(place);
        if (places.get(index)) {
            problems.add("two increments were told that they were number " + place);
        }
        places.set(index);
    }

    /**
     * Resolves what is unknown and compares.
     *
     * @param counter reads where the counter stands; called after the last resolution
     */
    synchronized Sum sum(LongSupplier counter) {
        long applied = 0;
        long never = 0;
        for (Unknown unknown : unknowns) {
            Optional<Resolution> resolution = unknown.id().map(unknown.client()::resolve);
            Outcome outcome = resolution.map(Resolution::outcome).orElse(Outcome.UNKNOWN);
            if (outcome == Outcome.APPLIED) {
                applied++;
                Optional<WriteResult> answer = resolution.flatMap(Resolution::answer);
                // The answer of a commit does not tell the place.
                if (answer.orElse(null) instanceof PutResult put) {
                    take(place(put));
                } else {
                    placesUnknown++;
                }
            } else if (outcome == Outcome.NOT_APPLIED) {
                never++;
            } else {
                problems.add("could not be resolved: " + unknown.why());
            }
        }
        long stands = counter.getAsLong();
        long known = acknowledged + applied;
        if (stands != known) {
            problems.add("the counter stands at " + stands + ", but " + known + " increments are known to be applied");
        }
        long told = places.cardinality() + placesUnknown;
        if (places.length() > stands + 1 || told != known) {
            problems.add(told + " places told, the highest " + Math.max(0, places.length() - 1) + ", for " + known
                    + " increments");
        }
        return new Sum(acknowledged, unknowns.size(), applied, never, stands, List.copyOf(problems));
    }
}
