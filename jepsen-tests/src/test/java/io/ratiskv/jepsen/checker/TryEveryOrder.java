package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries every order of calls: slow, and too simple to be wrong. */
final class TryEveryOrder {
    private TryEveryOrder() {}

    /** Of one partition. */
    static <S, I, O> boolean linearizable(Model<S, I, O> model, List<Call<I, O>> calls) {
        List<Call<I, O>> left = new ArrayList<>(calls);
        left.removeIf(c -> c.completion() == Completion.FAIL);
        return search(model, left, model.init());
    }

    private static <S, I, O> boolean search(Model<S, I, O> model, List<Call<I, O>> left, S state) {
        if (left.stream().noneMatch(Call::ok)) {
            return true;
        }
        int firstEnd = left.stream().mapToInt(Call::completedAt).min().orElseThrow();
        for (Call<I, O> next : left) {
            @Nullable S after = next.invokedAt() < firstEnd ? model.step(state, next.input(), next.output()) : null;
            if (after != null) {
                List<Call<I, O>> rest = new ArrayList<>(left);
                rest.remove(next);
                if (search(model, rest, after)) {
                    return true;
                }
            }
        }
        return false;
    }
}
