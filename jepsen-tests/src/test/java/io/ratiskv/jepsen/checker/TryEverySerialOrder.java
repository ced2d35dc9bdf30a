package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tries every order of transactions: slow, and too simple to be wrong. */
final class TryEverySerialOrder {
    private TryEverySerialOrder() {}

    static boolean exists(List<Call<List<Mop>, List<Mop>>> calls, Isolation promise) {
        List<Call<List<Mop>, List<Mop>>> left = new ArrayList<>(calls);
        left.removeIf(c -> c.completion() == Completion.FAIL);
        return search(left, promise, Map.of());
    }

    private static boolean search(
            List<Call<List<Mop>, List<Mop>>> left, Isolation promise, Map<String, List<Long>> state) {
        if (left.stream().noneMatch(Call::ok)) {
            return true;
        }
        for (Call<List<Mop>, List<Mop>> next : left) {
            Map<String, List<Long>> after = new HashMap<>(state);
            if (left.stream().noneMatch(other -> mustBeBefore(other, next, promise)) && happens(next, after)) {
                List<Call<List<Mop>, List<Mop>>> rest = new ArrayList<>(left);
                rest.remove(next);
                if (search(rest, promise, after)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mustBeBefore(Call<?, ?> a, Call<?, ?> b, Isolation promise) {
        boolean ended = a.completedAt() < b.invokedAt();
        return ended
                && (promise == Isolation.STRICT_SERIALIZABLE
                        || (promise == Isolation.SESSION_SERIALIZABLE && a.process() == b.process()));
    }

    private static boolean happens(Call<List<Mop>, List<Mop>> call, Map<String, List<Long>> state) {
        for (Mop mop : call.ok() ? Answers.of(call) : call.input()) {
            List<Long> values = state.getOrDefault(mop.key(), List.of());
            if (mop instanceof Mop.ReadList read) {
                if (call.ok() && !values.equals(read.values())) {
                    return false;
                }
            } else if (mop instanceof Mop.Read read) {
                Long there = values.isEmpty() ? null : values.get(values.size() - 1);
                if (call.ok() && !Objects.equals(there, read.value())) {
                    return false;
                }
            } else {
                List<Long> longer = new ArrayList<>(values);
                longer.add(mop instanceof Mop.Append append ? append.value() : ((Mop.Write) mop).value());
                state.put(mop.key(), longer);
            }
        }
        return true;
    }
}
