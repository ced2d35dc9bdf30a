package io.ratiskv.server.simulation;

import io.ratiskv.protocol.ErrorCode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was promised to clients so far, and complaints when it is not kept. Messages carry the seed. */
final class Promises {
    /** Kept with each write that was submitted once, without session. */
    enum Outcome {
        OPEN,
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    private final Map<String, Outcome> loneWrites = new TreeMap<>();
    private final Map<String, Long> firstAnswers = new TreeMap<>();
    private final Map<String, Long> sessionWrites = new TreeMap<>();
    private long newestSeen;
    private int submitted;
    private int told;
    private int reads;
    private int duplicates;
    private @Nullable String complaint;

    void submitted() {
        submitted++;
    }

    void told(int times) {
        told++;
        require(times == 1, "one submitted write was told " + times + " outcomes");
    }

    void opened(String key) {
        loneWrites.put(key, Outcome.OPEN);
    }

    void ended(String key, Outcome outcome) {
        loneWrites.put(key, outcome);
    }

    /** A write of a session was answered; every answer to it must be the first one. */
    void answered(String key, long sequence, long revision) {
        Long first = firstAnswers.putIfAbsent(key + "/" + sequence, revision);
        if (first == null) {
            sessionWrites.merge(key, 1L, Long::sum);
        } else {
            duplicates++;
            require(first == revision, key + " write " + sequence + " was answered " + first + ", then " + revision);
        }
        newestSeen = Math.max(newestSeen, revision);
    }

    /** Only a copy of a write that was answered before may be rejected, because that answer is no longer kept. */
    void rejected(String key, long sequence, ErrorCode code) {
        boolean answeredBefore = firstAnswers.containsKey(key + "/" + sequence);
        require(
                code == ErrorCode.RESULT_DISCARDED && answeredBefore,
                key + " write " + sequence + " was rejected with " + code);
    }

    /** Newest revision that anybody was shown up to now. */
    long newestSeen() {
        return newestSeen;
    }

    void read(long floor, long revision) {
        reads++;
        require(revision >= floor, "a read saw revision " + revision + " after " + floor + " had been shown");
        newestSeen = Math.max(newestSeen, revision);
    }

    /** At the end: what is there is what was promised. */
    void check(Replica replica) {
        require(told == submitted, submitted + " writes were submitted, " + told + " were told an outcome");
        sessionWrites.forEach((key, writes) -> require(
                replica.version(key) == writes,
                key + " was written " + writes + " times and has version " + replica.version(key)));
        loneWrites.forEach((key, outcome) -> {
            long version = replica.version(key);
            require(version <= 1, key + " was submitted once and happened " + version + " times");
            require(outcome != Outcome.OPEN, key + " was never told an outcome");
            require(outcome != Outcome.DONE || version == 1, key + " was acknowledged and is not there");
            require(outcome != Outcome.NOT_DONE || version == 0, key + " was said not to be done and is there");
        });
    }

    @Override
    public String toString() {
        return submitted + " submitted, " + firstAnswers.size() + " session writes, " + duplicates
                + " repeated answers, " + loneWrites.size() + " lone writes, " + reads + " reads";
    }

    int reads() {
        return reads;
    }

    int sessionWrites() {
        return firstAnswers.size();
    }

    int repeatedAnswers() {
        return duplicates;
    }

    /** The first promise that was broken; null if none was. Kept, because a throw would vanish in some future. */
    @Nullable
    String complaint() {
        return complaint;
    }

    private void require(boolean holds, String what) {
        if (!holds && complaint == null) {
            complaint = what;
        }
    }
}
