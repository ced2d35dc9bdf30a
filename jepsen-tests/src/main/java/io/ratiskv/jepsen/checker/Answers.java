package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;

/** Answers of calls that have one. */
final class Answers {
    private Answers() {}

    /** The answer of a call that ended well. */
    static <O> O of(Call<?, O> call) {
        O output = call.output();
        if (output == null) {
            throw new IllegalArgumentException("ended well without an answer: " + call.describe());
        }
        return output;
    }
}
