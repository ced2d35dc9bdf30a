package io.ratiskv.jepsen.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The clocks of one member, moved while it runs. The member must have been started with {@link #library} preloaded and with
 * {@link #variables}. The monotonic clock, which elections and leases go by, never goes back; the wall clock may.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class ClockFault {
    // As in clockfault.c: a generation, two plans of two lines (wall, monotonic) of three numbers each, two counters.
    private static final int GENERATION = 0;
    private static final int PLANS = 1;
    private static final int LINE = 3;
    private static final int PLAN = 2 * LINE;
    private static final int READINGS = PLANS + 2 * PLAN;
    private static final int RATE_ONE = 1 << 20;

    private final SharedPage page;
    private final long[] wall = new long[LINE];
    private final long[] mono = new long[LINE];

    /** Clocks that are right; the file is where member and harness meet. */
    public ClockFault(Path file) {
        page = new SharedPage(file);
        publish();
    }

    /** The library to preload. */
    public static Path library() {
        return NativeCode.library("clockfault.c");
    }

    /** What the library reads. */
    public Map<String, String> variables() {
        return Map.of("RKV_CLOCK", page.file().toString());
    }

    /** The wall clock jumps by so much, forward or back. */
    public synchronized void stepWall(Duration by) {
        wall[0] += by.toNanos();
        publish();
    }

    /** The monotonic clock jumps ahead, as after a machine slept. */
    public synchronized void stepMonotonic(Duration ahead) {
        if (ahead.isNegative()) {
            throw new IllegalArgumentException("the monotonic clock never goes back");
        }
        mono[0] += ahead.toNanos();
        publish();
    }

    /** Both clocks run at this rate from now on; 1 is right. */
    public synchronized void drift(double rate) {
        if (!(rate > 0 && rate < 100)) {
            throw new IllegalArgumentException("no clock runs at the rate of " + rate);
        }
        turn(wall, wallNanos(), rate);
        turn(mono, System.nanoTime(), rate);
        publish();
    }

    /** Clocks run right again and the wall clock tells the time; the monotonic one keeps what it is ahead. */
    public synchronized void heal() {
        turn(mono, System.nanoTime(), 1);
        java.util.Arrays.fill(wall, 0);
        // One that was slow catches up at once, which is a jump ahead.
        mono[0] = Math.max(0, mono[0]);
        publish();
    }

    /** How often the member has read a false clock so far. */
    public long falseReadings() {
        return page.get(READINGS) + page.get(READINGS + 1);
    }

    // What it has gained so far becomes part of the offset: a change of rate is no jump.
    private static void turn(long[] line, long now, double rate) {
        line[0] += (long) ((now - line[1]) * (line[2] / (double) RATE_ONE));
        line[1] = now;
        line[2] = Math.round((rate - 1) * RATE_ONE);
    }

    // Into the plan that is not valid, then it becomes the valid one: the member never sees half of it.
    private synchronized void publish() {
        long next = page.get(GENERATION) + 1;
        int at = PLANS + (int) (next & 1) * PLAN;
        for (int i = 0; i < LINE; i++) {
            page.set(at + i, wall[i]);
            page.set(at + LINE + i, mono[i]);
        }
        page.set(GENERATION, next);
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
