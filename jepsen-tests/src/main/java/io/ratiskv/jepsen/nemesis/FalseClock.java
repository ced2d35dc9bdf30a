package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.ClockFault;
import io.ratiskv.jepsen.fault.NativeCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/** One member's clocks are wrong, the leader's as often as not. Evidence: how often it has read them. */
final class FalseClock implements Nemesis {
    private static final int HOURS_MAX = 24;
    private static final int AHEAD_SECONDS_MAX = 60;

    private final String name;
    private final LocalCluster cluster;
    private final BiFunction<ClockFault, Random, String> fault;
    private final List<Member> wrong = new ArrayList<>();
    private long readAtBegin;
    private long read;

    private FalseClock(String name, LocalCluster cluster, BiFunction<ClockFault, Random, String> fault) {
        this.name = name;
        this.cluster = cluster;
        this.fault = fault;
    }

    /** The wall clock jumps by up to a day, and the monotonic one ahead by up to a minute every other time. */
    static FalseClock step(LocalCluster cluster) {
        return new FalseClock("clock-step", cluster, (clock, random) -> {
            long seconds = 60L + random.nextInt(HOURS_MAX * 3600);
            Duration wall = Duration.ofSeconds(random.nextBoolean() ? seconds : -seconds);
            clock.stepWall(wall);
            String what = "wall clock " + wall;
            if (random.nextBoolean()) {
                Duration ahead = Duration.ofSeconds(1 + random.nextInt(AHEAD_SECONDS_MAX));
                clock.stepMonotonic(ahead);
                what += ", monotonic clock ahead " + ahead;
            }
            return what;
        });
    }

    /** The wall clock jumps by an hour, forward or back; the monotonic one, which never goes back, an hour ahead. */
    static FalseClock hour(LocalCluster cluster) {
        return new FalseClock("clock-hour", cluster, (clock, random) -> {
            boolean back = random.nextBoolean();
            clock.stepWall(back ? Duration.ofHours(-1) : Duration.ofHours(1));
            clock.stepMonotonic(Duration.ofHours(1));
            return "wall clock an hour " + (back ? "back" : "ahead") + ", monotonic clock an hour ahead";
        });
    }

    /** Both clocks run at half to double speed. */
    static FalseClock drift(LocalCluster cluster) {
        return new FalseClock("clock-drift", cluster, (clock, random) -> {
            double rate = Math.pow(2, random.nextDouble() * 2 - 1);
            clock.drift(rate);
            return String.format(Locale.ROOT, "clocks at %.2f times their speed", rate);
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        if (cluster.members().stream().allMatch(member -> member.clock().isPresent())) {
            return Optional.empty();
        }
        return NativeCode.unavailable().or(() -> Optional.of("the members were started with true clocks"));
    }

    @Override
    public String begin(Random random) {
        read = 0;
        readAtBegin = 0;
        List<Member> chosen = (random.nextBoolean() ? Victims.LEADER : Victims.ONE).choose(cluster, random);
        List<String> what = new ArrayList<>();
        for (Member member : chosen) {
            ClockFault clock = member.clock().orElseThrow();
            readAtBegin += clock.falseReadings();
            wrong.add(member);
            what.add(member.id() + ": " + fault.apply(clock, random));
        }
        return what.isEmpty() ? "nobody is up" : String.join(", ", what);
    }

    @Override
    public void end() {
        if (!wrong.isEmpty()) {
            wrong.forEach(member -> read += member.clock().orElseThrow().falseReadings());
            read -= readAtBegin;
            wrong.forEach(member -> member.clock().orElseThrow().heal());
            wrong.clear();
        }
    }

    @Override
    public Optional<String> evidence() {
        return read <= 0 ? Optional.empty() : Optional.of("read " + read + " times");
    }
}
