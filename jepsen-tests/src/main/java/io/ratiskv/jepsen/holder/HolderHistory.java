package io.ratiskv.jepsen.holder;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of several holders, and of those who watched them, in one order. */
public final class HolderHistory {
    /** Processes of a history that one holder process has for its threads. */
    private static final int THREADS_MAX = 1_000;

    private static final int WATCH = 1_000_000;

    /** A call as far as it is known. */
    private static final class Open {
        private final int process;
        private final List<String> words;
        private final long beganNanos;
        private int invokedAt;
        private int endedAt = Recorded.NEVER;
        private long endedNanos;
        private List<String> end = List.of("info", "never ended");

        Open(int process, List<String> words, long beganNanos) {
            this.process = process;
            this.words = words;
            this.beganNanos = beganNanos;
        }
    }

    /** Something at a time, that gets its place. */
    private record Event(long nanos, java.util.function.IntConsumer placed) {}

    private HolderHistory() {}

    /**
     * All calls by invocation.
     *
     * @param beganNanos from which times count, as {@link System#nanoTime} tells it
     * @param effects what a watch told, with times that count from then, too
     */
    public static List<Call<LockRequest, LockAnswer>> of(
            List<HolderProcess> holders, long beganNanos, List<Call<LockRequest, LockAnswer>> effects) {
        List<Event> events = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        for (int number = 0; number < holders.size(); number++) {
            Map<Long, Open> byNumber = new HashMap<>();
            for (EventFile.Line line : holders.get(number).events()) {
                if (line.begin()) {
                    String thread = line.words().get(0);
                    int process =
                            number * THREADS_MAX + Integer.parseInt(thread.substring(thread.lastIndexOf('-') + 1));
                    Open call = new Open(process, line.words(), line.nanos());
                    byNumber.put(line.call(), call);
                    open.add(call);
                    events.add(new Event(line.nanos() - beganNanos, place -> call.invokedAt = place));
                } else {
                    Open call = java.util.Objects.requireNonNull(byNumber.get(line.call()));
                    call.end = line.words();
                    call.endedNanos = line.nanos();
                    events.add(new Event(line.nanos() - beganNanos, place -> call.endedAt = place));
                }
            }
        }
        Map<Integer, Integer> told = new HashMap<>();
        for (int i = 0; i < effects.size(); i++) {
            int number = i;
            events.add(new Event(effects.get(i).endedNanos(), place -> told.put(number, place)));
        }
        events.sort(Comparator.comparingLong(Event::nanos));
        for (int place = 0; place < events.size(); place++) {
            events.get(place).placed().accept(place);
        }
        List<Call<LockRequest, LockAnswer>> calls = new ArrayList<>();
        open.forEach(each -> calls.add(call(each, beganNanos)));
        for (int i = 0; i < effects.size(); i++) {
            Call<LockRequest, LockAnswer> effect = effects.get(i);
            int place = java.util.Objects.requireNonNull(told.get(i));
            calls.add(new Call<>(
                    WATCH,
                    effect.function(),
                    effect.input(),
                    effect.output(),
                    effect.completion(),
                    place,
                    place,
                    effect.invokedNanos(),
                    effect.endedNanos(),
                    ""));
        }
        calls.sort(Comparator.comparingInt(Call::invokedAt));
        return calls;
    }

    /** Which of the holder processes made the call. */
    public static int holderOf(Recorded call) {
        return call.process() / THREADS_MAX;
    }

    private static Call<LockRequest, LockAnswer> call(Open open, long beganNanos) {
        List<String> words = open.words;
        String function = words.get(1);
        String lock = words.get(2);
        LockRequest input = switch (function) {
            case "acquire" -> new LockRequest.Acquire(lock);
            case "write" -> new LockRequest.Write(lock, Long.parseLong(words.get(3)), words.get(4));
            case "release" ->
                new LockRequest.Release(lock, Long.parseLong(words.get(3)), Boolean.parseBoolean(words.get(4)));
            default -> throw new IllegalArgumentException("no such event: " + words);
        };
        Completion completion = switch (open.end.get(0)) {
            case "ok" -> Completion.OK;
            case "fail" -> Completion.FAIL;
            default -> Completion.INFO;
        };
        return new Call<>(
                open.process,
                function,
                input,
                completion == Completion.OK ? output(input, open.end) : null,
                completion,
                open.invokedAt,
                open.endedAt,
                open.beganNanos - beganNanos,
                open.endedNanos - beganNanos,
                completion == Completion.OK ? "" : open.end.get(open.end.size() - 1));
    }

    private static @Nullable LockAnswer output(LockRequest input, List<String> end) {
        if (input instanceof LockRequest.Acquire) {
            return new LockAnswer.Acquired(Long.parseLong(end.get(1)));
        }
        return input instanceof LockRequest.Write
                ? new LockAnswer.At(Long.parseLong(end.get(1)))
                : new LockAnswer.Done();
    }
}
