package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The line under any schedule: processes join, look, leave, stand still, are cut off and come back in any order, while
 * time passes in any steps.
 */
class LinePropertyTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final int CLIENTS = 4;

    enum What {
        JOIN,
        LOOK,
        LEAVE,
        PAUSE,
        GO_ON,
        CUT,
        MEND,
        PASS
    }

    record Step(What what, int client, int millis) {}

    /** One who joined, and what it was told. */
    private static final class Member {
        final Place place;
        final int client;
        boolean first;
        boolean left;

        Member(Place place, int client) {
            this.place = place;
            this.client = client;
        }
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(3, What.JOIN),
                                net.jqwik.api.Tuple.of(6, What.LOOK),
                                net.jqwik.api.Tuple.of(2, What.LEAVE),
                                net.jqwik.api.Tuple.of(1, What.PAUSE),
                                net.jqwik.api.Tuple.of(1, What.GO_ON),
                                net.jqwik.api.Tuple.of(1, What.CUT),
                                net.jqwik.api.Tuple.of(1, What.MEND),
                                net.jqwik.api.Tuple.of(4, What.PASS)),
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.integers().between(1, 12_000))
                .as(Step::new);
        return step.list().ofMinSize(5).ofMaxSize(80);
    }

    @Property(tries = 400)
    void at_most_one_holds_it_and_turns_are_taken_in_order(@ForAll("schedules") List<Step> schedule)
            throws InterruptedException {
        MemoryDb db = new MemoryDb();
        List<MemoryClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(db.client("client-" + i));
        }
        Set<Integer> still = new HashSet<>();
        Set<Integer> cut = new HashSet<>();
        List<Member> members = new ArrayList<>();
        long newestFence = 0;
        for (Step step : schedule) {
            int who = step.client();
            MemoryClient client = clients.get(who);
            boolean acts = !still.contains(who) && !cut.contains(who);
            switch (step.what()) {
                case JOIN -> {
                    if (acts) {
                        members.add(new Member(Line.of(client, TTL, "l/").join(Bytes.EMPTY), who));
                    }
                }
                case LOOK -> {
                    for (Member member : members) {
                        if (acts && member.client == who && !member.left && !member.first) {
                            member.first = member.place.awaitTurn(Patience.of(Duration.ZERO)) == Place.Turn.FIRST;
                            if (member.first) {
                                assertThat(member.place.revision()).isGreaterThan(newestFence);
                                newestFence = member.place.revision();
                                assertNobodyEarlierStillWaits(member, members);
                            }
                        }
                    }
                }
                case LEAVE ->
                    members.stream()
                            .filter(member -> acts && member.client == who && !member.left)
                            .findFirst()
                            .ifPresent(member -> {
                                member.left = true;
                                member.place.close();
                            });
                case PAUSE -> {
                    still.add(who);
                    client.pause();
                }
                case GO_ON -> {
                    still.remove(who);
                    client.goOn();
                }
                case CUT -> {
                    cut.add(who);
                    client.cut(true);
                }
                case MEND -> {
                    cut.remove(who);
                    client.cut(false);
                }
                case PASS -> db.pass(Duration.ofMillis(step.millis()));
            }
            assertThat(members.stream().filter(member -> member.first && !member.left && member.place.isAlive()))
                    .as("who believe to hold it, after %s", step)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertNobodyEarlierStillWaits(Member first, List<Member> members) {
        assertThat(members.stream()
                        .filter(member -> !member.left && member.place.isAlive())
                        .min(Comparator.comparingLong(member -> member.place.revision())))
                .contains(first);
    }
}
