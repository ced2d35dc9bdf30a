package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.ToldWatch.Wish;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.testing.WeakWatches;
import io.ratiskv.server.watch.WatchLimits;
import io.ratiskv.server.watch.WatchParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Watches in whatever order things happen, against a plain model. */
class WatchPropertiesTest {
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void every_watch_is_told_what_happened_and_nothing_else(@ForAll @LongRange(min = 0) long seed) {
        try (Story story = new Story(new Random(seed), WatchParts.STANDARD)) {
            story.tell(120);
        }
    }

    /** Each mechanism is needed: without it the judge finds something wrong, and soon. */
    @ParameterizedTest
    @MethodSource("weakWatches")
    void the_judge_notices_watches_that(String what, WatchParts weak) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < 300; seed++) {
                        try (Story story = new Story(new Random(seed), weak)) {
                            story.tell(120);
                        }
                    }
                })
                .as(what)
                .isInstanceOf(AssertionError.class);
    }

    static Stream<Arguments> weakWatches() {
        return Stream.of(
                Arguments.of("begin to read one revision late", WeakWatches.resumingOffByOne()),
                Arguments.of("read over what is compacted", WeakWatches.compactionOffByOne()),
                Arguments.of("lose what finds no room", WeakWatches.droppingOnOverflow()),
                Arguments.of("do not say that more of a revision follows", WeakWatches.notMarkingParts()),
                Arguments.of("tell the wrong previous state", WeakWatches.wrongPrevious()));
    }

    /** One run: everything is drawn from one source of chance. */
    static final class Story implements AutoCloseable {
        private static final int WATCHES = 4;

        private final Random random;
        private final WatchedState member;
        private final PlainHistory model = new PlainHistory();
        private final List<OneWatch> watches = new ArrayList<>();
        private int values;

        Story(Random random, WatchParts parts) {
            this.random = random;
            this.member = new WatchedState(
                    new WatchLimits(
                            100,
                            100,
                            400,
                            Duration.ofSeconds(1),
                            Duration.ofMillis(100),
                            random.nextBoolean() ? 1_000_000 : 1_500,
                            random.nextBoolean() ? 1_000_000 : 600,
                            200,
                            1 + random.nextInt(2),
                            1_000_000),
                    parts);
        }

        void tell(int steps) {
            for (int i = 0; i < WATCHES; i++) {
                watches.add(new OneWatch());
            }
            for (int i = 0; i < steps; i++) {
                step();
            }
            watches.forEach(OneWatch::finish);
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> write(1 + random.nextInt(4));
                case 4 -> write(10);
                case 5 -> compact();
                case 6, 7 -> member.hub.runAll();
                case 8 -> member.pool.runAll();
                case 9 -> member.run();
                case 10, 11 -> any().consume();
                case 12 -> any().stallOrResume();
                case 13 -> any().reconnect();
                case 14 -> {
                    member.clock.advance(Duration.ofMillis(300));
                    member.watches.tick();
                }
                default -> rarely();
            }
            watches.forEach(OneWatch::judge);
        }

        private void rarely() {
            if (random.nextInt(4) == 0) {
                member.reopen(() -> {
                    member.hub.runAll();
                    member.pool.runAll();
                });
            } else {
                any().askProgress();
            }
        }

        private OneWatch any() {
            return watches.get(random.nextInt(watches.size()));
        }

        /** One entry with so many commands. */
        private void write(int commands) {
            var entry = new ArrayList<io.ratiskv.server.command.Command>();
            for (int i = 0; i < commands; i++) {
                Map<String, @Nullable String> command = new LinkedHashMap<>();
                int keys = random.nextInt(5) == 0 ? 8 : 1 + random.nextInt(2);
                for (int k = 0; k < keys; k++) {
                    command.put(
                            randomKey(),
                            random.nextInt(4) == 0 ? null : "v" + values++ + "x".repeat(random.nextInt(40)));
                }
                List<Operation> operations = new ArrayList<>();
                command.forEach((key, value) -> operations.add(
                        value == null ? WatchedState.deleteOperation(key) : WatchedState.putOperation(key, value)));
                entry.add(WatchedState.txn(operations));
                model.apply(command);
            }
            member.apply(entry.toArray(new io.ratiskv.server.command.Command[0]));
            assertThat(member.state.revision()).isEqualTo(model.revision());
        }

        private String randomKey() {
            return "" + (char) ('a' + random.nextInt(12));
        }

        private void compact() {
            long from = member.state.compactRevision() + 1;
            if (from <= model.revision()) {
                long revision = from + random.nextInt((int) (model.revision() - from) + 1);
                if (revision > 1) {
                    member.apply(WatchedState.compact(revision));
                }
            }
            if (random.nextBoolean()) {
                member.scrub();
            }
        }

        @Override
        public void close() {
            member.close();
        }

        private final class OneWatch {
            private final Wish wish;
            private final ToldWatch judge;
            private Client client = new Client();
            private Told told;
            private boolean stalled;
            private long since = -1;

            OneWatch() {
                String from = randomKey();
                String end = random.nextInt(4) == 0 ? "" : "" + (char) (from.charAt(0) + 1 + random.nextInt(12));
                int filter = random.nextInt(4);
                wish = new Wish(from, end, random.nextBoolean(), filter == 0, filter == 1, random.nextInt(5) == 0);
                judge = new ToldWatch(wish, model);
                told = open(random.nextBoolean() ? 0 : 1 + random.nextInt(3), random.nextBoolean());
            }

            private Told open(long start, boolean snapshot) {
                boolean withState = snapshot && start == 0;
                judge.reconnected(withState);
                WatchRequest.Builder request = WatchedState.range(wish.from(), wish.end())
                        .setPrevKv(wish.previous())
                        .setNoPut(wish.noPut())
                        .setNoDelete(wish.noDelete())
                        .setCoalesce(wish.coalesce())
                        .setSnapshot(withState)
                        .setStartRevision(Math.min(start, model.revision() + 1))
                        .setWindowBytes(random.nextInt(400));
                Told opened = new Told(member, client, 1);
                member.watches.open(request.build(), client, 1, Long.MAX_VALUE, opened);
                return opened;
            }

            void judge() {
                told.next().forEach(answer -> {
                    judge.told(answer);
                    if (since < 0) {
                        since = judge.position();
                    }
                    if (answer.getKind() == io.ratiskv.protocol.WatchResponse.Kind.RESET
                            || answer.getKind() == io.ratiskv.protocol.WatchResponse.Kind.SNAPSHOT) {
                        since = judge.position();
                    }
                });
                assertThat(told.refusal).isNull();
            }

            void consume() {
                told.consume();
            }

            void askProgress() {
                told.control(WatchControlRequest.newBuilder().setProgress(true));
            }

            void stallOrResume() {
                if (stalled) {
                    client.resume();
                } else {
                    client.stall();
                }
                stalled = !stalled;
            }

            /** Goes on where it was told to be, as a client would. */
            void reconnect() {
                judge();
                member.watches.closed(client);
                member.hub.runAll();
                judge();
                client = new Client();
                stalled = false;
                told = open(since < 0 ? 0 : judge.position() + 1, false);
            }

            void finish() {
                if (stalled) {
                    stallOrResume();
                }
                member.run();
                judge();
                for (int i = 0; judge.position() < model.revision(); i++) {
                    assertThat(i).as("it gets there").isLessThan(10_000);
                    consume();
                    askProgress();
                    judge();
                }
                judge.finished(since);
            }
        }
    }
}
