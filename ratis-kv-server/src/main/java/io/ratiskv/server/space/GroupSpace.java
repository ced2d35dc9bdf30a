package io.ratiskv.server.space;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How much room the members of the group have, as the leader knows: itself, and what the others told lately. From that, why
 * writes that grow the data are refused, if they are:
 *
 * <ul>
 *   <li>the leader's own store has reached the quota, or its own disk is full;
 *   <li>the disks of a majority are full: nobody better could lead;
 *   <li>the disk of anybody who votes and answers is critical. Going on would end that member's process and leave the group
 *       without its margin, which nothing brings back by itself; refusing ends by itself. Who prefers to go on without the
 *       member takes it out of the group. One that does not answer is not waited for: it is filled from a snapshot later.
 * </ul>
 *
 * <p>Thread: any.
 */
public final class GroupSpace {
    /** Members are asked twice a second; one that was silent for so long is taken for gone. */
    static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record Told(SpaceReport report, long atNanos) {}

    private final LongSupplier nanoTime;
    // One entry per member that ever answered this process.
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private volatile Optional<Refusal> closed = Optional.empty();
    private volatile long movableBytes = SpaceReport.ANY;
    private volatile boolean pressed;

    public GroupSpace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A member said how it is. */
    public void told(String memberId, SpaceReport report) {
        told.put(memberId, new Told(report, nanoTime.getAsLong()));
    }

    /** Judges anew. Called several times a second. */
    public void look(String self, SpaceReport own, Collection<String> voters) {
        told.keySet().retainAll(voters);
        told.put(self, new Told(own, nanoTime.getAsLong()));
        closed = judge(self, own, voters.size());
        movableBytes = fresh().mapToLong(t -> t.report().movableBytes()).min().orElse(SpaceReport.ANY);
        pressed = fresh().anyMatch(t -> t.report().level().isAtLeast(SpaceLevel.PRESSED));
    }

    /** Why a leader takes no writes that grow the data now, if so. */
    public Optional<Refusal> closed() {
        return closed;
    }

    /** What deletes may move into history on every member that answers. */
    long movableBytes() {
        return movableBytes;
    }

    /** Whether any member that answers should be given space back. */
    public boolean pressed() {
        return pressed;
    }

    private Optional<Refusal> judge(String self, SpaceReport own, int voters) {
        if (own.quotaLevel().isAtLeast(SpaceLevel.FULL)) {
            return Optional.of(quota(own));
        }
        if (own.diskLevel().isAtLeast(SpaceLevel.FULL)) {
            return Optional.of(disk(self, own));
        }
        Optional<Refusal> critical = worst(SpaceLevel.CRITICAL);
        long full = fresh().filter(t -> t.report().diskLevel().isAtLeast(SpaceLevel.FULL))
                .count();
        return critical.isPresent() || full <= voters / 2 ? critical : worst(SpaceLevel.FULL);
    }

    private Optional<Refusal> worst(SpaceLevel atLeast) {
        return told.entrySet().stream()
                .filter(t -> isFresh(t.getValue()))
                .filter(t -> t.getValue().report().diskLevel().isAtLeast(atLeast))
                .min(Map.Entry.comparingByKey())
                .map(t -> disk(t.getKey(), t.getValue().report()));
    }

    private Stream<Told> fresh() {
        return told.values().stream().filter(this::isFresh);
    }

    private boolean isFresh(Told t) {
        return nanoTime.getAsLong() - t.atNanos() <= FRESH.toNanos();
    }

    /** What the operator and the writer are told of a quota that is reached. */
    public static Refusal quota(SpaceReport report) {
        long used = report.figures().usedBytes();
        long quota = report.limits().quotaBytes();
        return refusal(
                "storage.quota-bytes",
                "the database takes " + ByteText.of(used) + " of the " + ByteText.of(quota)
                        + " that storage.quota-bytes allows: delete keys, which works and gives space back by itself, or raise the"
                        + " quota on every member",
                quota,
                used);
    }

    /** What the operator and the writer are told of a full disk. */
    public static Refusal disk(String memberId, SpaceReport report) {
        boolean critical = report.diskLevel().isAtLeast(SpaceLevel.CRITICAL);
        String setting = critical ? "storage.critical-free-bytes" : "storage.min-free-bytes";
        long required =
                critical ? report.limits().criticalFreeBytes() : report.limits().minFreeBytes();
        long free = report.figures().freeBytes();
        return refusal(
                setting,
                "the disk of member " + MemberId.parse(memberId).name() + " has " + ByteText.of(free)
                        + " of space left, less than " + setting + " (" + ByteText.of(required)
                        + "): delete keys, which works and gives space back by itself, or free some on its disk",
                required,
                free);
    }

    private static Refusal refusal(String setting, String message, long limit, long actual) {
        return new Refusal(
                ErrorCode.OUT_OF_SPACE, message, setting, 0, limit, actual, RETRY_AFTER.toMillis(), null, null);
    }
}
