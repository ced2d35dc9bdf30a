package io.ratiskv.jepsen.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EdnReaderTest {
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void what_was_written_is_read_back(@ForAll long seed, @ForAll @IntRange(max = 30) int calls) throws IOException {
        same(
                seed,
                calls,
                EdnForms.listAppend(),
                r -> List.of(new Mop.ReadList("x", null), append(r)),
                r -> List.of(new Mop.ReadList("x", List.of(1L, (long) r.nextInt(9))), append(r)));
        same(
                seed,
                calls,
                EdnForms.rwRegister(),
                r -> List.of(new Mop.Read("x", null), write(r)),
                r -> List.of(new Mop.Read("x", r.nextBoolean() ? 4L : null), write(r)));
        same(seed, calls, EdnForms.set(), r -> new SetRequest.Add(r.nextLong()), r -> List.of());
        same(
                seed,
                calls,
                EdnForms.bank(),
                r -> new BankRequest.Transfer("a\"\\\n", "b", 1 + r.nextInt(9)),
                r -> Map.of());
        same(seed, calls, EdnForms.counter(), r -> new CounterRequest.Add("c", r.nextInt()), Random::nextLong);
    }

    private static Mop append(Random random) {
        return new Mop.Append("y", random.nextLong());
    }

    private static Mop write(Random random) {
        return new Mop.Write("y", random.nextLong());
    }

    private static <I, O> void same(
            long seed, int count, EdnForm<I, O> form, Function<Random, I> asked, Function<Random, O> answered)
            throws IOException {
        Random random = new Random(seed);
        CallRecorder<I, O> recorder = new CallRecorder<>();
        List<CallRecorder<I, O>.OpenCall> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            I input = asked.apply(random);
            open.add(recorder.begin(recorder.newProcess(), form.function(input), input));
            if (random.nextBoolean()) {
                CallRecorder<I, O>.OpenCall ended = open.remove(random.nextInt(open.size()));
                switch (random.nextInt(3)) {
                    case 0 -> ended.ok(answered.apply(random));
                    case 1 -> ended.failed("because \"so\"");
                    default -> ended.unknown("");
                }
            }
        }
        StringWriter out = new StringWriter();
        EdnWriter.write(recorder.calls(), form, out);
        assertThat(EdnReader.calls(out.toString(), form)).isEqualTo(normal(recorder.calls(), form));
        assertThat(EdnReader.calls("[" + out + "]", form)).isEqualTo(normal(recorder.calls(), form));
    }

    /** An answer may say again what was asked. */
    private static <I, O> List<Call<I, O>> normal(List<Call<I, O>> calls, EdnForm<I, O> form) {
        assertThat(calls).noneMatch(c -> form.readOnly(c.input()));
        return calls;
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void registers_are_read_back(@ForAll long seed, @ForAll @IntRange(max = 40) int calls) throws IOException {
        Random random = new Random(seed);
        HistoryRecorder recorder = new HistoryRecorder();
        for (int i = 0; i < calls; i++) {
            int process = recorder.newProcess();
            HistoryRecorder.Invocation call = switch (random.nextInt(3)) {
                case 0 -> recorder.read(process, "k");
                case 1 -> recorder.write(process, "k", "v\t" + i);
                default -> recorder.cas(process, "k", random.nextInt(9), "v" + i);
            };
            switch (random.nextInt(4)) {
                case 0 -> call.failed("no");
                case 1 -> call.unknown("timeout");
                case 2 -> {
                    switch (recorder.history().operations().get(i).kind()) {
                        case READ -> call.found(random.nextBoolean() ? "x" : null, 7, 5);
                        case WRITE -> call.written(i + 1);
                        case CAS -> {
                            if (random.nextBoolean()) {
                                call.refused(random.nextBoolean() ? "x" : null, 7, 5);
                            } else {
                                call.written(i + 1);
                            }
                        }
                    }
                }
                default -> assertThat(process).isNotNegative();
            }
        }
        StringWriter out = new StringWriter();
        EdnWriter.write(recorder.history(), out);
        assertThat(EdnReader.registers(out.toString())).isEqualTo(recorder.history());
    }

    @Test
    void reads_of_sets_and_banks_and_counters_come_back_and_unknown_ones_did_nothing() throws IOException {
        CallRecorder<SetRequest, List<Long>> set = new CallRecorder<>();
        set.begin(0, "read", new SetRequest.ReadAll()).ok(List.of(3L, 1L, 3L));
        set.begin(0, "read", new SetRequest.ReadAll()).unknown("timeout");
        StringWriter out = new StringWriter();
        EdnWriter.write(set.calls(), EdnForms.set(), out);
        List<Call<SetRequest, List<Long>>> sets = EdnReader.calls(out.toString(), EdnForms.set());
        assertThat(sets.get(0).output()).containsExactly(3L, 1L, 3L);
        assertThat(sets.get(1).completion()).isEqualTo(Completion.FAIL);

        CallRecorder<BankRequest, Map<String, Long>> bank = new CallRecorder<>();
        bank.begin(0, "read", new BankRequest.ReadAll()).ok(Map.of("a", 5L, "b", -1L));
        out = new StringWriter();
        EdnWriter.write(bank.calls(), EdnForms.bank(), out);
        assertThat(EdnReader.calls(out.toString(), EdnForms.bank()).get(0).output())
                .isEqualTo(new HashMap<>(Map.of("a", 5L, "b", -1L)));

        CallRecorder<CounterRequest, Long> counter = new CallRecorder<>();
        counter.begin(0, "read", new CounterRequest.Read("c")).ok(5L);
        out = new StringWriter();
        EdnWriter.write(counter.calls(), EdnForms.counter(), out);
        assertThat(EdnReader.calls(out.toString(), EdnForms.counter())).isEqualTo(counter.calls());
    }

    @Test
    void histories_of_others_are_understood() {
        String text = """
                ; from the field
                [{:index 0, :process 0, :type :invoke, :f :txn, :value [[:r 1 nil] [:append 1 1]], :time 10}
                 {:process :nemesis, :type :info, :f :start-partition, :value #jepsen/nodes #{"n1"}}
                 {:index 1, :process 0, :type :ok, :f :txn, :value ([:r 1 []] [:append 1 1]), :time 20}]
                """;
        assertThat(EdnReader.calls(text, EdnForms.listAppend())).singleElement().satisfies(call -> {
            assertThat(call.output()).isEqualTo(List.of(new Mop.ReadList("1", List.of()), new Mop.Append("1", 1)));
            assertThat(call.endedAt()).isEqualTo(2);
        });
    }

    @Test
    void malformed_histories_are_refused() {
        assertThatThrownBy(() -> EdnReader.calls("{:process 0, :type :ok, :f :read, :value []}", EdnForms.set()))
                .hasMessageContaining("an end without begin");
        assertThatThrownBy(() -> EdnText.readAll("[1 2")).hasMessageContaining("ends too soon");
        assertThatThrownBy(() -> EdnText.readAll("\"abc")).hasMessageContaining("without end");
        assertThatThrownBy(() -> EdnText.readAll("{:a}")).hasMessageContaining("without value");
    }
}
