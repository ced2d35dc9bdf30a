package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Histories of an object that does as a model says, one call at a time, whose calls overlap at random. */
final class ModelHistories<S, I, O> {
    /** What the object would answer in a state; null: it refuses. */
    interface Answer<S, I, O> {
        @Nullable
        O of(S state, I input);
    }

    private final Random random;
    private final Model<S, I, O> model;
    private final Answer<S, I, O> answers;
    private final CallRecorder<I, O> recorder = new CallRecorder<>(0);
    private final Map<Object, List<S>> states = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final double staleShare;
    private final double unknownShare;

    ModelHistories(long seed, Model<S, I, O> model, Answer<S, I, O> answers, double staleShare, double unknownShare) {
        this.random = new Random(seed);
        this.model = model;
        this.answers = answers;
        this.staleShare = staleShare;
        this.unknownShare = unknownShare;
    }

    List<Call<I, O>> run(int calls, int clients, Function<Random, I> next) {
        int begun = 0;
        while (begun < calls || !open.isEmpty()) {
            if (random.nextInt(3) == 0 && begun < calls && open.size() < clients) {
                begun++;
                I input = next.apply(random);
                open.add(new Open(input, recorder.begin(recorder.newProcess(), "call", input)));
            } else if (!open.isEmpty()) {
                Open call = open.get(random.nextInt(open.size()));
                if (call.step()) {
                    open.remove(call);
                }
            }
        }
        return recorder.calls();
    }

    private final class Open {
        private final I input;
        private final CallRecorder<I, O>.OpenCall call;
        private boolean done;
        private boolean lost;
        private @Nullable O output;

        Open(I input, CallRecorder<I, O>.OpenCall call) {
            this.input = input;
            this.call = call;
        }

        boolean step() {
            if (!done) {
                done = true;
                happen();
                return false;
            }
            O answer = output;
            if (lost) {
                call.unknown("lost");
            } else if (answer == null) {
                call.failed("refused");
            } else {
                call.ok(answer);
            }
            return true;
        }

        private void happen() {
            List<S> past = states.computeIfAbsent(model.partition(input), p -> new ArrayList<>(List.of(model.init())));
            lost = random.nextDouble() < unknownShare;
            if (lost && random.nextBoolean()) {
                return;
            }
            boolean stale = random.nextDouble() < staleShare;
            S state = past.get(stale ? random.nextInt(past.size()) : past.size() - 1);
            output = answers.of(state, input);
            S next = output == null ? null : model.step(state, input, output);
            if (next != null) {
                past.add(model.readOnly(input) ? past.get(past.size() - 1) : next);
            }
        }
    }
}
