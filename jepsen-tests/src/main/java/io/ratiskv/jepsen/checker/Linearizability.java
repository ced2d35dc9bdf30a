package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import java.util.List;

/** Whether calls can have happened one at a time, each between its invocation and its end. */
public final class Linearizability {
    private Linearizability() {}

    /** Judges every partition of the model. */
    public static <S, I, O> Verdict check(String name, Model<S, I, O> model, List<Call<I, O>> calls, Limits limits) {
        return Verdict.unknown(name, calls.size(), "nobody looked: the search is not there yet");
    }
}
