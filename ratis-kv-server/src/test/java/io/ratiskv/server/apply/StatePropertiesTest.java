package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** The state against {@link PlainState}, and against itself treated differently. */
class StatePropertiesTest {
    /** What happens to a store between two entries. */
    enum Upkeep {
        NOTHING,
        FLUSH,
        SCRUB_ONE,
        SCRUB_ALL,
        REOPEN
    }

    /** @param upkeep done after the entry by each of two replicas */
    record Step(List<Command> commands, long millis, List<Upkeep> upkeep) {}

    @Property(tries = 80, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void answers_and_reads_are_those_of_a_plain_model(
            @ForAll("steps") List<Step> steps, @ForAll("ranges") List<RangeRequest> ranges) {
        PlainState model = new PlainState();
        try (Replica replica = new Replica(Requests.SMALL)) {
            long now = 0;
            for (Step step : steps) {
                CommandBatch batch = Requests.entry(now += step.millis, step.commands);
                List<String> expected = model.apply(batch);
                assertThat(replica.apply(batch)).isEqualTo(expected);
                replica.upkeep(step.upkeep.get(0));
                assertThat(replica.state.revision()).isEqualTo(model.keys.revision());
            }
            for (RangeRequest range : ranges) {
                assertThatReadsAreThoseOf(model, replica.state, range);
            }
            assertThat(replica.state.figures().keysEstimate())
                    .isEqualTo(model.keys.at(model.keys.revision()).size());
        }
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void replicas_stay_equal_however_they_are_flushed_scrubbed_and_restarted(@ForAll("steps") List<Step> steps) {
        // The second writes nearly every command in a step of its own.
        StateLimits stepwise = new StateLimits(Requests.SMALL.store(), 1 << 20, 1 << 10, 200);
        try (Replica one = new Replica(Requests.SMALL);
                Replica other = new Replica(stepwise)) {
            long now = 0;
            for (Step step : steps) {
                CommandBatch batch = Requests.entry(now += step.millis, step.commands);
                assertThat(other.apply(batch)).isEqualTo(one.apply(batch));
                one.upkeep(step.upkeep.get(0));
                other.upkeep(step.upkeep.get(1));
                assertThat(other.state.summary()).isEqualTo(one.state.summary());
            }
            assertThat(dump(other.state)).isEqualTo(dump(one.state));
            Path copy = one.directory.resolveSibling(one.directory.getFileName() + ".copy");
            AppliedPosition held = one.state.checkpoint(copy).position();
            assertThat(held).isEqualTo(one.state.applied());
            try (ReplicatedState copied = ReplicatedState.open(copy, Requests.SMALL)) {
                assertThat(copied.summary()).isEqualTo(one.state.summary());
                assertThat(dump(copied)).isEqualTo(dump(one.state));
            } finally {
                TempDirectories.delete(copy);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<List<Upkeep>> upkeep = Arbitraries.frequencyOf(
                        Tuple.of(10, Arbitraries.just(Upkeep.NOTHING)),
                        Tuple.of(2, Arbitraries.just(Upkeep.FLUSH)),
                        Tuple.of(3, Arbitraries.just(Upkeep.SCRUB_ONE)),
                        Tuple.of(3, Arbitraries.just(Upkeep.SCRUB_ALL)),
                        Tuple.of(1, Arbitraries.just(Upkeep.REOPEN)))
                .list()
                .ofSize(2);
        return Combinators.combine(RandomCommands.entry(), Arbitraries.longs().between(0, 3_000), upkeep)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(15)
                .map(StatePropertiesTest::withSessions);
    }

    /** Without them most of the named writes would only be refused. */
    private static List<Step> withSessions(List<Step> steps) {
        List<Step> all = new ArrayList<>();
        all.add(new Step(
                List.of(Requests.open("A", 1), Requests.open("B", 1)), 0, List.of(Upkeep.NOTHING, Upkeep.NOTHING)));
        all.addAll(steps);
        return all;
    }

    @Provide
    Arbitrary<List<RangeRequest>> ranges() {
        return RandomCommands.range().list().ofSize(25);
    }

    private static void assertThatReadsAreThoseOf(PlainState model, ReplicatedState state, RangeRequest range) {
        long revision = range.getRevision() == 0 ? model.keys.revision() : range.getRevision();
        boolean valid =
                new CommandValidator(CommandLimits.PROTOCOL).check(range).isEmpty();
        if (valid && revision <= model.keys.revision() && revision >= model.keys.compactRevision) {
            assertThat(read(state, range)).isEqualTo(PlainKeys.range(model.keys.at(revision), range, revision));
        }
    }

    private static RangeResponse read(ReplicatedState state, RangeRequest range) {
        RangeResponse.Builder whole = RangeResponse.newBuilder();
        try (ReadView view = state.readAt(range.getRevision());
                RangeCursor cursor = view.range(RangeMessages.query(range))) {
            RangePage page;
            do {
                page = cursor.next(100);
                whole.mergeFrom(RangeMessages.response(view.revision(), page).build());
            } while (!page.isLast());
        }
        return whole.build();
    }

    /** Everything that can be asked for. */
    private static List<Object> dump(ReplicatedState state) {
        List<Object> all = new ArrayList<>();
        RangeRequest everything = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1]))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .build();
        for (long revision = Math.max(1, state.compactRevision()); revision <= state.revision(); revision++) {
            all.add(read(state, everything.toBuilder().setRevision(revision).build()));
        }
        for (long session = 1; session <= 4; session++) {
            for (long sequence = 1; sequence <= 10; sequence++) {
                all.add(state.resolve(ResolveRequest.newBuilder()
                        .setSessionId(session)
                        .setSequence(sequence)
                        .build()));
            }
        }
        all.add(state.leases(LeaseListRequest.getDefaultInstance(), 0));
        for (long lease = 1; lease <= 3; lease++) {
            all.add(state.timeToLive(
                    LeaseTimeToLiveRequest.newBuilder()
                            .setId(lease)
                            .setKeys(true)
                            .build(),
                    0));
        }
        all.add(state.protectedRanges());
        all.add(state.nextLeaseDeadlineMillis());
        all.add(state.figures().sessions());
        all.add(state.figures().keysEstimate());
        all.add(state.figures().retainedBytes());
        return all;
    }

    /** A state that is restarted now and then. */
    private static final class Replica implements AutoCloseable {
        private final Path directory = TempDirectories.create();
        private final StateLimits limits;
        private ReplicatedState state;
        private long index;

        Replica(StateLimits limits) {
            this.limits = limits;
            this.state = ReplicatedState.open(directory, limits);
        }

        List<String> apply(CommandBatch batch) {
            return state.apply(1, index++, batch).stream()
                    .map(answer -> Answers.text(Requests.parse(answer)))
                    .toList();
        }

        void upkeep(Upkeep what) {
            switch (what) {
                case NOTHING -> {}
                case FLUSH -> state.flush();
                case SCRUB_ONE -> state.scrub(1);
                case SCRUB_ALL -> {
                    while (state.scrub(3)) {
                        // until nothing is left
                    }
                }
                case REOPEN -> {
                    state.close();
                    state = ReplicatedState.open(directory, limits);
                }
            }
        }

        @Override
        public void close() {
            state.close();
            TempDirectories.delete(directory);
        }
    }
}
