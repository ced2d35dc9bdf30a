package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.Operation.Kind;
import io.ratiskv.jepsen.history.RegisterAnswer;
import io.ratiskv.jepsen.history.RegisterRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Register histories as {@link Linearizability} wants them. A compare-and-set of the store asks for the modification revision;
 * here it asks for the value that was written at it, as told by the write or by whoever found it. One whose expected value
 * nobody can tell is taken for a plain write, which asks for less.
 */
public final class RegisterCalls {
    private RegisterCalls() {}

    /** Judges a register history by a model of registers. */
    public static Verdict verdict(String name, RegisterModel model, History history, Limits limits) {
        return Linearizability.check(name, model, of(history), limits);
    }

    /** The same calls in other words. */
    public static List<Call<RegisterRequest, RegisterAnswer>> of(History history) {
        record Version(String key, long revision) {}
        Map<Version, String> values = new HashMap<>();
        for (Operation o : history.operations()) {
            String value = o.refused() ? o.found() : o.value();
            if ((o.ok() || o.refused()) && value != null) {
                // What the write itself says comes before what a read says of it.
                boolean wrote = o.ok() && o.writes();
                Version version = new Version(o.key(), wrote ? o.revision() : o.modRevision());
                if (wrote) {
                    values.put(version, value);
                } else {
                    values.putIfAbsent(version, value);
                }
            }
        }
        List<Call<RegisterRequest, RegisterAnswer>> calls = new ArrayList<>();
        for (Operation o : history.operations()) {
            String expected = values.get(new Version(o.key(), o.expectedRevision()));
            RegisterRequest request;
            if (o.kind() == Kind.READ) {
                request = new RegisterRequest.Read(o.key());
            } else if (o.kind() == Kind.CAS && (expected != null || o.expectedRevision() == 0)) {
                request = new RegisterRequest.Cas(o.key(), expected, String.valueOf(o.value()));
            } else {
                request = new RegisterRequest.Write(o.key(), String.valueOf(o.value()));
            }
            RegisterAnswer answer = o.ok()
                    ? new RegisterAnswer(o.value(), o.kind() == Kind.READ ? o.modRevision() : o.revision())
                    : null;
            calls.add(new Call<>(
                    o.process(),
                    o.function(),
                    request,
                    answer,
                    o.completion(),
                    o.invokedAt(),
                    o.endedAt(),
                    o.invokedNanos(),
                    o.endedNanos(),
                    o.note()));
        }
        return calls;
    }
}
