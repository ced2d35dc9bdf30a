package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.history.BankRequest;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.CounterRequest;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import io.ratiskv.jepsen.history.Mop;
import io.ratiskv.jepsen.history.PlaceAnswer;
import io.ratiskv.jepsen.history.PlaceRequest;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import io.ratiskv.jepsen.history.SetRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Histories of a store that keeps its word, as clients see it: calls overlap, each takes effect at some moment between its
 * invocation and its end, some answers are lost. For measuring the checkers.
 */
final class GoodHistories {
    private static final double LOST_SHARE = 0.01;

    private final Random random;
    private final int calls;
    private final int clients;
    private long revision = 1;

    GoodHistories(long seed, int calls, int clients) {
        this.random = new Random(seed);
        this.calls = calls;
        this.clients = clients;
    }

    /** A call that has begun: what happens at its moment, and then how it ends. */
    private record Begun(Runnable effect, Consumer<Boolean> end, int process) {}

    /** Runs calls of so many clients, of which the given one begins a call. */
    private void run(IntFunction<Begun> begin, Supplier<Integer> newProcess) {
        List<Integer> idle = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            idle.add(newProcess.get());
        }
        List<Begun> waiting = new ArrayList<>();
        List<Begun> done = new ArrayList<>();
        int begun = 0;
        while (begun < calls || !waiting.isEmpty() || !done.isEmpty()) {
            int dice = random.nextInt(3);
            if (dice == 0 && begun < calls && !idle.isEmpty()) {
                begun++;
                waiting.add(begin.apply(take(idle)));
            } else if (dice == 1 && !waiting.isEmpty()) {
                Begun call = take(waiting);
                call.effect().run();
                done.add(call);
            } else if (dice == 2 && !done.isEmpty()) {
                Begun call = take(done);
                boolean lost = random.nextDouble() < LOST_SHARE;
                call.end().accept(lost);
                idle.add(lost ? newProcess.get() : Integer.valueOf(call.process()));
            }
        }
    }

    private <T> T take(List<T> items) {
        int place = random.nextInt(items.size());
        T last = items.remove(items.size() - 1);
        return place == items.size() ? last : items.set(place, last);
    }

    private <I, O> List<Call<I, O>> recorded(Supplier<I> next, Function<I, O> happens, String name) {
        CallRecorder<I, O> recorder = new CallRecorder<>();
        run(
                process -> {
                    I input = next.get();
                    CallRecorder<I, O>.OpenCall call = recorder.begin(process, name, input);
                    List<O> answer = new ArrayList<>(1);
                    return new Begun(
                            () -> answer.add(happens.apply(input)),
                            lost -> {
                                if (lost) {
                                    call.unknown("timeout");
                                } else {
                                    call.ok(answer.get(0));
                                }
                            },
                            process);
                },
                recorder::newProcess);
        return recorder.calls();
    }

    History registers(int keys) {
        record Cell(@Nullable String value, long revision) {}
        HistoryRecorder recorder = new HistoryRecorder();
        Map<String, Cell> store = new HashMap<>();
        int[] next = {0};
        run(
                process -> {
                    String key = "register/" + random.nextInt(keys);
                    boolean read = random.nextInt(10) < 6;
                    String value = "v" + next[0]++;
                    HistoryRecorder.Invocation call =
                            read ? recorder.read(process, key) : recorder.write(process, key, value);
                    Cell[] seen = new Cell[1];
                    long[] at = {0};
                    return new Begun(
                            () -> {
                                if (!read) {
                                    store.put(key, new Cell(value, ++revision));
                                }
                                seen[0] = store.getOrDefault(key, new Cell(null, 0));
                                at[0] = revision;
                            },
                            lost -> {
                                if (lost && read) {
                                    call.failed("timeout");
                                } else if (lost) {
                                    call.unknown("timeout");
                                } else if (read) {
                                    call.found(seen[0].value(), at[0], seen[0].revision());
                                } else {
                                    call.written(seen[0].revision());
                                }
                            },
                            process);
                },
                recorder::newProcess);
        return recorder.history();
    }

    /** Transactions of one to four steps over keys that are given up after some appends. */
    List<Call<List<Mop>, List<Mop>>> transactions(boolean lists, int appendsPerKey) {
        Map<String, List<Long>> store = new HashMap<>();
        long[] next = {0};
        return recorded(
                () -> {
                    List<Mop> mops = new ArrayList<>();
                    int count = 1 + random.nextInt(4);
                    for (int i = 0; i < count; i++) {
                        String key = "k" + (next[0] / (3L * appendsPerKey) * 3 + random.nextInt(3));
                        if (random.nextBoolean()) {
                            mops.add(lists ? new Mop.ReadList(key, null) : new Mop.Read(key, null));
                        } else {
                            mops.add(lists ? new Mop.Append(key, next[0]++) : new Mop.Write(key, next[0]++));
                        }
                    }
                    return mops;
                },
                mops -> mops.stream().map(mop -> happen(mop, store)).toList(),
                "txn");
    }

    private static Mop happen(Mop mop, Map<String, List<Long>> store) {
        List<Long> values = store.computeIfAbsent(mop.key(), k -> new ArrayList<>());
        if (mop instanceof Mop.ReadList) {
            return new Mop.ReadList(mop.key(), List.copyOf(values));
        }
        if (mop instanceof Mop.Read) {
            return new Mop.Read(mop.key(), values.isEmpty() ? null : values.get(values.size() - 1));
        }
        values.add(mop instanceof Mop.Append append ? append.value() : ((Mop.Write) mop).value());
        return mop;
    }

    List<Call<CounterRequest, Long>> counters(int keys) {
        Map<String, Long> store = new HashMap<>();
        return recorded(
                () -> {
                    String key = "c" + random.nextInt(keys);
                    return random.nextInt(3) == 0 ? new CounterRequest.Read(key) : new CounterRequest.Add(key, 1);
                },
                input ->
                        store.merge(input.key(), input instanceof CounterRequest.Add add ? add.delta() : 0L, Long::sum),
                "counter");
    }

    /** One call in so many reads everything. */
    List<Call<SetRequest, List<Long>>> set(int readEvery) {
        List<Long> store = new ArrayList<>();
        long[] next = {0};
        return recorded(
                () -> random.nextInt(readEvery) == 0 ? new SetRequest.ReadAll() : new SetRequest.Add(next[0]++),
                input -> {
                    if (input instanceof SetRequest.Add add) {
                        store.add(add.element());
                        return List.of();
                    }
                    return List.copyOf(store);
                },
                "set");
    }

    List<Call<BankRequest, Map<String, Long>>> bank(int accounts, long each) {
        Map<String, Long> store = new HashMap<>();
        for (int i = 0; i < accounts; i++) {
            store.put("a" + i, each);
        }
        return recorded(
                () -> random.nextInt(3) == 0
                        ? new BankRequest.ReadAll()
                        : new BankRequest.Transfer(
                                "a" + random.nextInt(accounts), "a" + random.nextInt(accounts), 1 + random.nextInt(5)),
                input -> {
                    if (input instanceof BankRequest.Transfer transfer) {
                        long amount = Math.min(transfer.amount(), store.getOrDefault(transfer.from(), 0L));
                        store.merge(transfer.from(), -amount, Long::sum);
                        store.merge(transfer.to(), amount, Long::sum);
                        return Map.of();
                    }
                    return Map.copyOf(store);
                },
                "bank");
    }

    List<Call<RevisionRequest, RevisionAnswer>> sessions(int keys) {
        Map<String, Long> store = new HashMap<>();
        return recorded(
                () -> {
                    String key = "k" + random.nextInt(keys);
                    return random.nextInt(3) == 0
                            ? new RevisionRequest.Write(key)
                            : new RevisionRequest.Read(key, Math.max(0, revision - 10), Duration.ofMillis(1));
                },
                input -> {
                    if (input instanceof RevisionRequest.Write) {
                        store.put(input.key(), ++revision);
                        return RevisionAnswer.written(revision);
                    }
                    return new RevisionAnswer(revision, store.getOrDefault(input.key(), 0L));
                },
                "session");
    }

    List<Call<PlaceRequest, PlaceAnswer>> places(int limit) {
        Map<String, List<String>> store = new HashMap<>();
        int[] next = {0};
        return recorded(
                () -> {
                    String range = "r" + next[0] / (4 * limit);
                    return random.nextInt(4) == 0
                            ? new PlaceRequest.Count(range)
                            : new PlaceRequest.Claim(range, "p" + next[0]++);
                },
                input -> {
                    List<String> found = store.computeIfAbsent(input.range(), r -> new ArrayList<>());
                    boolean room = input instanceof PlaceRequest.Claim && found.size() < limit;
                    PlaceAnswer answer = new PlaceAnswer(found, room);
                    if (room && input instanceof PlaceRequest.Claim claim) {
                        found.add(claim.key());
                    }
                    return answer;
                },
                "place");
    }
}
