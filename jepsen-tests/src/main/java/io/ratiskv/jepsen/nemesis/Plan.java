package io.ratiskv.jepsen.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The choices of a schedule, without end: which kind begins when, for how long, and the seed of what it chooses itself. The
 * same seed, kinds and pace give the same choices, whatever the cluster does. Kinds are drawn like cards: each comes once
 * before any comes again, so that short runs see them all.
 *
 * <p>Thread: one.
 */
public final class Plan {
    private final Random random;
    private final List<String> kinds;
    private final Pace pace;
    private final List<String> cards = new ArrayList<>();
    private Duration at = Duration.ZERO;
    private String last = "";

    /**
     * A choice.
     *
     * @param nemesis its kind
     * @param at when it shall begin, since the schedule began
     * @param lasts how long
     * @param seed of what it chooses itself
     */
    public record Step(String nemesis, Duration at, Duration lasts, long seed) {}

    /** A plan from its begin. The order of the kinds does not matter; there must be one at least. */
    public Plan(long seed, Collection<String> kinds, Pace pace) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a schedule without faults");
        }
        this.random = new Random(seed);
        this.kinds = kinds.stream().sorted().distinct().toList();
        this.pace = pace;
    }

    /** The next choice; begins later than the one before. */
    public Step next() {
        at = at.plusNanos((long) (pace.interval().toNanos() * (0.5 + random.nextDouble())));
        long spread = pace.lastsMax().minus(pace.lastsMin()).toNanos();
        Duration lasts = pace.lastsMin().plusNanos((long) (spread * random.nextDouble()));
        return new Step(draw(), at, lasts, random.nextLong());
    }

    private String draw() {
        if (cards.isEmpty()) {
            cards.addAll(kinds);
            Collections.shuffle(cards, random);
            // Not the same kind twice in a row over the seam of two rounds.
            if (cards.size() > 1 && cards.get(cards.size() - 1).equals(last)) {
                Collections.swap(cards, 0, cards.size() - 1);
            }
        }
        last = cards.remove(cards.size() - 1);
        return last;
    }
}
