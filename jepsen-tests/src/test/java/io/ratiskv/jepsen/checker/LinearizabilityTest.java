package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.CounterRequest;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import io.ratiskv.jepsen.history.RegisterAnswer;
import io.ratiskv.jepsen.history.RegisterRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(120), 64L << 20, Duration.ofSeconds(10));

    private final CallRecorder<RegisterRequest, RegisterAnswer> recorder = new CallRecorder<>();

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void registers_are_judged_as_by_trying_every_order(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int calls,
            @ForAll @IntRange(min = 1, max = 4) int clients,
            @ForAll @IntRange(min = 2, max = 30) int values,
            @ForAll boolean versioned,
            @ForAll @DoubleRange(max = 0.4) double stale,
            @ForAll @DoubleRange(max = 0.4) double unknown) {
        RegisterModel model = versioned ? RegisterModel.versioned() : RegisterModel.plain();
        List<Call<RegisterRequest, RegisterAnswer>> history = new ModelHistories<>(
                        seed, model, registers(), stale, unknown)
                .run(calls, clients, random -> request(random, values, 1));
        agrees(model, history);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void counters_are_judged_as_by_trying_every_order(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int calls,
            @ForAll @IntRange(min = 1, max = 4) int clients,
            @ForAll @DoubleRange(max = 0.3) double stale,
            @ForAll @DoubleRange(max = 0.5) double unknown) {
        CounterModel model = new CounterModel();
        List<Call<CounterRequest, Long>> history = new ModelHistories<>(
                        seed,
                        model,
                        (Long state, CounterRequest input) ->
                                input instanceof CounterRequest.Add add ? state + add.delta() : state,
                        stale,
                        unknown)
                .run(
                        calls,
                        clients,
                        random -> random.nextBoolean()
                                ? new CounterRequest.Read("c")
                                : new CounterRequest.Add("c", 1 + random.nextInt(2)));
        agrees(model, history);
    }

    private static <S, I, O> void agrees(Model<S, I, O> model, List<Call<I, O>> history) {
        boolean linearizable = TryEveryOrder.linearizable(model, history);
        Verdict verdict = Linearizability.check("test", model, history, LIMITS);
        assertThat(verdict.result()).as("%s", history).isEqualTo(linearizable ? Result.VALID : Result.INVALID);
        Statistics.label("linearizable")
                .collect(linearizable)
                .coverage(share -> share.check(false).percentage(p -> p > 5));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void what_is_shown_of_a_violation_is_a_violation_itself(
            @ForAll long seed, @ForAll @IntRange(min = 10, max = 60) int calls) {
        List<Call<RegisterRequest, RegisterAnswer>> history = new ModelHistories<>(
                        seed, RegisterModel.plain(), registers(), 0.1, 0.1)
                .run(calls, 4, random -> request(random, 1_000_000, 1));
        Verdict verdict = Linearizability.check("test", RegisterModel.plain(), history, LIMITS);
        for (Violation violation : verdict.violations()) {
            @SuppressWarnings("unchecked") // It was given these calls.
            List<Call<RegisterRequest, RegisterAnswer>> shown =
                    (List<Call<RegisterRequest, RegisterAnswer>>) (List<?>) violation.operations();
            assertThat(shown.size()).isLessThanOrEqualTo(12);
            assertThat(Linearizability.check("test", RegisterModel.plain(), shown, LIMITS)
                            .result())
                    .isEqualTo(Result.INVALID);
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void plain_and_versioned_and_zones_agree_on_histories_of_the_store(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int calls,
            @ForAll @DoubleRange(max = 0.2) double stale,
            @ForAll @DoubleRange(max = 0.3) double unknown) {
        History history = Histories.of(seed, calls, 5, 2, stale, unknown);
        boolean zones = RegisterZones.check(history).isEmpty();
        assertThat(RegisterCalls.verdict("plain", RegisterModel.plain(), history, LIMITS)
                        .valid())
                .isEqualTo(zones);
        if (stale == 0 || !zones) {
            assertThat(RegisterCalls.verdict("versioned", RegisterModel.versioned(), history, LIMITS)
                            .valid())
                    .isEqualTo(zones);
        }
    }

    private static ModelHistories.Answer<RegisterModel.Held, RegisterRequest, RegisterAnswer> registers() {
        return (state, input) -> {
            if (input instanceof RegisterRequest.Read) {
                return new RegisterAnswer(state.value(), state.revision());
            }
            if (input instanceof RegisterRequest.Cas cas) {
                return Objects.equals(cas.expected(), state.value())
                        ? new RegisterAnswer(cas.value(), state.revision() + 1)
                        : null;
            }
            return new RegisterAnswer(((RegisterRequest.Write) input).value(), state.revision() + 1);
        };
    }

    private static RegisterRequest request(Random random, int values, int keys) {
        Function<Random, String> value = r -> "v" + r.nextInt(values);
        String key = "k" + random.nextInt(keys);
        return switch (random.nextInt(4)) {
            case 0 -> new RegisterRequest.Write(key, value.apply(random));
            case 1 ->
                new RegisterRequest.Cas(key, random.nextBoolean() ? null : value.apply(random), value.apply(random));
            default -> new RegisterRequest.Read(key);
        };
    }

    @Test
    void an_old_value_after_a_newer_one_is_told_with_the_few_calls_that_matter() {
        for (int i = 0; i < 300; i++) {
            write(0, "v" + i);
            read(1, "v" + i);
        }
        read(2, "v17");
        read(1, "v299");
        Verdict verdict = check(RegisterModel.plain());
        assertThat(verdict.result()).isEqualTo(Result.INVALID);
        Violation violation = verdict.violations().get(0);
        assertThat(violation.operations()).hasSizeLessThanOrEqualTo(4);
        assertThat(violation.reason()).contains("can be put in order, but not with the answer of process 2");
    }

    @Test
    void without_time_or_memory_it_does_not_know() {
        for (int i = 0; i < 300; i++) {
            write(0, "v" + i);
        }
        assertThat(Linearizability.check(
                                "test", RegisterModel.plain(), recorder.calls(), LIMITS.within(Duration.ofSeconds(-1)))
                        .result())
                .isEqualTo(Result.UNKNOWN);
        assertThat(Linearizability.check(
                                "test",
                                RegisterModel.plain(),
                                recorder.calls(),
                                new Limits(Duration.ofSeconds(20), 1_000, Duration.ofSeconds(1)))
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void hundreds_of_unknown_writes_that_nobody_saw_cost_nothing() {
        for (int i = 0; i < 1_000; i++) {
            recorder.begin(recorder.newProcess(), "write", new RegisterRequest.Write("k", "lost" + i))
                    .unknown("timeout");
            write(0, "v" + i);
            read(1, "v" + i);
        }
        assertThat(check(RegisterModel.plain()).valid()).isTrue();
    }

    @Test
    void unknown_increments_may_have_happened_or_not() {
        CallRecorder<CounterRequest, Long> counter = new CallRecorder<>();
        for (int i = 0; i < 60; i++) {
            counter.begin(100 + i, "add", new CounterRequest.Add("c", 1)).unknown("timeout");
        }
        counter.begin(0, "read", new CounterRequest.Read("c")).ok(33L);
        counter.begin(0, "read", new CounterRequest.Read("c")).ok(60L);
        assertThat(Linearizability.check("counter", new CounterModel(), counter.calls(), LIMITS)
                        .valid())
                .isTrue();
        counter.begin(0, "read", new CounterRequest.Read("c")).ok(61L);
        assertThat(Linearizability.check("counter", new CounterModel(), counter.calls(), LIMITS)
                        .result())
                .isEqualTo(Result.INVALID);
    }

    @Test
    void a_write_that_claimed_to_have_failed_and_was_seen_is_told_with_its_reader() {
        recorder.begin(0, "write", new RegisterRequest.Write("k", "a")).failed("not leader");
        read(1, "a");
        Violation violation = check(RegisterModel.plain()).violations().get(0);
        assertThat(violation.reason()).contains("claimed not to have happened");
        assertThat(violation.operations()).hasSize(2);
    }

    @Test
    void a_compare_and_set_over_a_newer_write_is_refused() {
        HistoryRecorder store = new HistoryRecorder();
        store.write(0, "k", "a").written(2);
        store.write(0, "k", "b").written(3);
        store.cas(1, "k", 2, "c").written(4);
        assertThat(RegisterCalls.verdict("plain", RegisterModel.plain(), store.history(), LIMITS)
                        .result())
                .isEqualTo(Result.INVALID);
    }

    @Test
    void revisions_that_do_not_rise_are_refused_by_the_versioned_model_only() {
        HistoryRecorder store = new HistoryRecorder();
        store.write(0, "k", "a").written(5);
        store.write(0, "k", "b").written(4);
        assertThat(RegisterCalls.verdict("plain", RegisterModel.plain(), store.history(), LIMITS)
                        .valid())
                .isTrue();
        assertThat(RegisterCalls.verdict("versioned", RegisterModel.versioned(), store.history(), LIMITS)
                        .valid())
                .isFalse();
    }

    private void write(int process, String value) {
        recorder.begin(process, "write", new RegisterRequest.Write("k", value))
                .ok(new RegisterAnswer(value, RegisterAnswer.UNKNOWN));
    }

    private void read(int process, String value) {
        recorder.begin(process, "read", new RegisterRequest.Read("k"))
                .ok(new RegisterAnswer(value, RegisterAnswer.UNKNOWN));
    }

    private Verdict check(RegisterModel model) {
        return Linearizability.check("test", model, recorder.calls(), LIMITS);
    }
}
