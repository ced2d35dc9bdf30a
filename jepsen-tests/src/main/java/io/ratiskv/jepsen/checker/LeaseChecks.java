package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LeaseAnswer;
import io.ratiskv.jepsen.history.LeaseRequest;
import io.ratiskv.jepsen.history.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges leases by the recorder's own clock:
 *
 * <ul>
 *   <li>{@code never-early}: nobody finds a lease ended, or a key of it gone, before its time to live, less a millisecond, has passed since any
 *       keep-alive that was answered began (unless it was revoked);
 *   <li>{@code ends}: every lease ends, with all its keys, in one revision; keys without a lease stay; nothing is put with a
 *       lease that has ended.
 * </ul>
 *
 * <p>Keys must be put by calls of this history alone. Of a key with a call that ended unknown nothing is claimed.
 */
public final class LeaseChecks {
    private final List<Call<LeaseRequest, LeaseAnswer>> calls;
    private final Duration lateMax;
    private final Map<Long, Life> lives = new TreeMap<>();
    private final Map<String, TreeMap<Long, Call<LeaseRequest, LeaseAnswer>>> puts = new TreeMap<>();
    private final Map<String, Set<Long>> deletedByHand = new HashMap<>();
    private final Set<String> unsure = new TreeSet<>();
    /** The store counts in whole milliseconds. */
    private static final long GRAIN_NANOS = 1_000_000;

    private final List<Violation> early = new ArrayList<>();
    private final List<Violation> wrong = new ArrayList<>();
    private long ends;

    /** What is known of one lease. */
    private static final class Life {
        private final List<Call<LeaseRequest, LeaseAnswer>> renewals = new ArrayList<>();
        private final TreeMap<Long, Call<LeaseRequest, LeaseAnswer>> goneAt = new TreeMap<>();
        private long ttlNanos;
        private long revokedNanos = Long.MAX_VALUE;
        private boolean renewalUnknown;
        // The last time that anything may have prolonged it.
        private long lastRenewalNanos;
    }

    private LeaseChecks(List<Call<LeaseRequest, LeaseAnswer>> calls, Duration lateMax) {
        this.calls = calls;
        this.lateMax = lateMax;
    }

    /**
     * Both verdicts.
     *
     * @param lateMax a lease that is still there so long after its end stays for ever
     */
    public static List<Verdict> verdicts(List<Call<LeaseRequest, LeaseAnswer>> calls, Duration lateMax) {
        LeaseChecks checks = new LeaseChecks(calls, lateMax);
        checks.collect();
        checks.observe();
        checks.together();
        long[] late = checks.late();
        String summary = checks.lives.size() + " leases, " + checks.ends + " ends seen, " + lateness(late);
        return List.of(
                checks.ends == 0
                        ? Verdict.unknown("never-early", 0, "no lease ended")
                        : Verdict.of("never-early", checks.ends, summary, checks.early),
                checks.ends == 0
                        ? Verdict.unknown("ends", 0, "no lease ended")
                        : Verdict.of("ends", checks.lives.size(), summary, checks.wrong));
    }

    /**
     * How long after its time to live each lease was found ended: from the begin of the last keep-alive that was answered, so
     * that the time of that call counts too. Ascending, in nanoseconds.
     */
    public static long[] lateness(List<Call<LeaseRequest, LeaseAnswer>> calls) {
        LeaseChecks checks = new LeaseChecks(calls, Duration.ZERO);
        checks.collect();
        checks.observe();
        return checks.late();
    }

    private static String lateness(long[] late) {
        return late.length == 0
                ? "no lateness known"
                : String.format(
                        Locale.ROOT,
                        "late by %.0f ms (median), %.0f ms (p99), %.0f ms (worst)",
                        late[late.length / 2] / 1e6,
                        late[(int) Math.min(late.length - 1, late.length * 99L / 100)] / 1e6,
                        late[late.length - 1] / 1e6);
    }

    private void collect() {
        for (Call<LeaseRequest, LeaseAnswer> call : calls) {
            LeaseRequest asked = call.input();
            if (asked instanceof LeaseRequest.Grant grant && call.output() instanceof LeaseAnswer.Granted granted) {
                Life life = life(granted.id());
                life.ttlNanos = grant.ttlMillis() * 1_000_000;
                renewed(life, call);
            } else if (asked instanceof LeaseRequest.KeepAlive keep && call.completion() != Completion.FAIL) {
                Life life = life(keep.id());
                if (!(call.output() instanceof LeaseAnswer.Lives lives) || lives.millis() > 0) {
                    renewed(life, call);
                }
            } else if (asked instanceof LeaseRequest.TimeToLive ttl
                    && call.output() instanceof LeaseAnswer.Lives lives
                    && lives.millis() > 0) {
                life(ttl.id()).renewals.add(call);
            } else if (asked instanceof LeaseRequest.Revoke revoke && call.completion() != Completion.FAIL) {
                Life life = life(revoke.id());
                life.revokedNanos = Math.min(life.revokedNanos, call.invokedNanos());
            } else if (asked instanceof LeaseRequest.Put put) {
                keyed(put.key(), call);
            } else if (asked instanceof LeaseRequest.Delete delete) {
                keyed(delete.key(), call);
            }
        }
    }

    private Life life(long id) {
        return lives.computeIfAbsent(id, i -> new Life());
    }

    private static void renewed(Life life, Call<LeaseRequest, LeaseAnswer> call) {
        long upTo = call.endedAt() == Call.NEVER ? call.invokedNanos() : call.endedNanos();
        life.lastRenewalNanos = Math.max(life.lastRenewalNanos, upTo);
        if (call.ok()) {
            life.renewals.add(call);
        } else {
            life.renewalUnknown = true;
        }
    }

    private void keyed(String key, Call<LeaseRequest, LeaseAnswer> call) {
        if (call.completion() == Completion.INFO) {
            unsure.add(key);
        } else if (call.output() instanceof LeaseAnswer.At at) {
            if (call.input() instanceof LeaseRequest.Put) {
                puts.computeIfAbsent(key, k -> new TreeMap<>()).put(at.revision(), call);
            } else {
                deletedByHand.computeIfAbsent(key, k -> new TreeSet<>()).add(at.revision());
            }
        }
    }

    private void observe() {
        for (Call<LeaseRequest, LeaseAnswer> call : calls) {
            if (call.output() instanceof LeaseAnswer.Gone gone) {
                gone(call, gone);
            } else if (call.output() instanceof LeaseAnswer.Lives lives && lives.millis() == 0) {
                long id = call.input() instanceof LeaseRequest.KeepAlive keep
                        ? keep.id()
                        : ((LeaseRequest.TimeToLive) call.input()).id();
                ended(life(id), call, "lease " + Long.toHexString(id) + " was said to be no more");
            } else if (call.output() instanceof LeaseAnswer.Keys keys) {
                read(call, keys);
            }
        }
    }

    private void gone(Call<LeaseRequest, LeaseAnswer> call, LeaseAnswer.Gone gone) {
        Call<LeaseRequest, LeaseAnswer> put = putBefore(gone.key(), gone.revision());
        if (put == null
                || unsure.contains(gone.key())
                || deletedByHand.getOrDefault(gone.key(), Set.of()).contains(gone.revision())) {
            return;
        }
        long lease = ((LeaseRequest.Put) put.input()).lease();
        if (lease == 0) {
            report(wrong, "went: key " + gone.key() + " went away, though it hangs on no lease", put, call);
            return;
        }
        Life life = life(lease);
        life.goneAt.putIfAbsent(gone.revision(), call);
        ends++;
        ended(life, call, "key " + gone.key() + " of lease " + Long.toHexString(lease) + " was gone");
    }

    private @Nullable Call<LeaseRequest, LeaseAnswer> putBefore(String key, long revision) {
        var found = puts.getOrDefault(key, new TreeMap<>()).lowerEntry(revision);
        return found == null ? null : found.getValue();
    }

    /** Nobody may find it ended before the time to live of any answered renewal is over. */
    private void ended(Life life, Call<LeaseRequest, LeaseAnswer> seen, String what) {
        if (seen.endedNanos() >= life.revokedNanos) {
            return;
        }
        for (Call<LeaseRequest, LeaseAnswer> renewal : life.renewals) {
            long lives = renewal.input() instanceof LeaseRequest.TimeToLive
                            && renewal.output() instanceof LeaseAnswer.Lives told
                    ? told.millis() * 1_000_000 - GRAIN_NANOS
                    : life.ttlNanos - GRAIN_NANOS;
            long missing = renewal.invokedNanos() + lives - seen.endedNanos();
            if (missing > 0) {
                report(
                        early,
                        String.format(Locale.ROOT, "early: %s %.1f ms too early", what, missing / 1e6),
                        renewal,
                        seen);
                return;
            }
        }
    }

    private void read(Call<LeaseRequest, LeaseAnswer> call, LeaseAnswer.Keys keys) {
        Set<String> there = new TreeSet<>(keys.keys());
        puts.forEach((key, all) -> {
            Call<LeaseRequest, LeaseAnswer> put = putBefore(key, keys.revision() + 1);
            if (put == null || unsure.contains(key)) {
                return;
            }
            long putAt = ((LeaseAnswer.At) java.util.Objects.requireNonNull(put.output())).revision();
            boolean byHand = deletedByHand.getOrDefault(key, Set.of()).stream()
                    .anyMatch(revision -> revision > putAt && revision <= keys.revision());
            long lease = ((LeaseRequest.Put) put.input()).lease();
            if (lease == 0) {
                if (!there.contains(key) && !byHand) {
                    report(wrong, "went: key " + key + " is not there, though it hangs on no lease", put, call);
                }
                return;
            }
            Life life = life(lease);
            long over = life.lastRenewalNanos + life.ttlNanos + lateMax.toNanos();
            if (there.contains(key) && life.ttlNanos > 0 && call.invokedNanos() > over && !lateMax.isZero()) {
                report(
                        wrong,
                        "stays: key " + key + " of lease " + Long.toHexString(lease) + " is there "
                                + (call.invokedNanos() - over + lateMax.toNanos()) / 1_000_000 + " ms after its end",
                        put,
                        call);
            }
        });
    }

    /** All keys of a lease go in one revision, and none is put with it afterwards. */
    private void together() {
        lives.forEach((id, life) -> {
            if (life.goneAt.size() > 1) {
                report(
                        wrong,
                        "in-parts: keys of lease " + Long.toHexString(id) + " went at revisions "
                                + life.goneAt.keySet(),
                        life.goneAt.firstEntry().getValue(),
                        life.goneAt.lastEntry().getValue());
            }
        });
        puts.forEach((key, all) -> all.forEach((revision, put) -> {
            Life life = lives.get(((LeaseRequest.Put) put.input()).lease());
            if (life != null && !life.goneAt.isEmpty() && revision > life.goneAt.firstKey()) {
                report(
                        wrong,
                        "attached: key " + key + " was put with a lease that had ended at " + life.goneAt.firstKey(),
                        life.goneAt.firstEntry().getValue(),
                        put);
            }
        }));
    }

    private long[] late() {
        return lives.values().stream()
                .filter(life -> !life.goneAt.isEmpty() && !life.renewalUnknown)
                .filter(life -> life.goneAt.firstEntry().getValue().endedNanos() < life.revokedNanos)
                .mapToLong(life -> {
                    long last = life.renewals.stream()
                            .filter(call -> !(call.input() instanceof LeaseRequest.TimeToLive))
                            .mapToLong(Call::invokedNanos)
                            .max()
                            .orElse(Long.MAX_VALUE / 2);
                    return life.goneAt.firstEntry().getValue().endedNanos() - last - life.ttlNanos;
                })
                .sorted()
                .toArray();
    }

    private static void report(List<Violation> to, String reason, Recorded... shown) {
        if (to.size() < Findings.MOST_REPORTED) {
            to.add(new Violation(reason, Arrays.asList(shown)));
        }
    }
}
