package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.RegisterAnswer;
import io.ratiskv.jepsen.history.RegisterRequest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Registers, each alone: read, write, compare-and-set. No value is written that is there at the start. */
public final class RegisterModel implements Model<RegisterModel.Held, RegisterRequest, RegisterAnswer> {
    private static final Held NEVER_WRITTEN = new Held(null, 0, true);

    /**
     * What a register holds.
     *
     * @param value null: never written
     * @param revision highest that is known of any write so far
     * @param exact whether it is that of the value; if not, the value's own is higher
     */
    public record Held(@Nullable String value, long revision, boolean exact) {}

    private final boolean believesRevisions;

    private RegisterModel(boolean believesRevisions) {
        this.believesRevisions = believesRevisions;
    }

    /** Judges values only. */
    public static RegisterModel plain() {
        return new RegisterModel(false);
    }

    /**
     * Judges the revisions that answers name as well: they rise with each write, and a read names that of the write whose value
     * it found. Asks for more and is much faster, for revisions tell the order of the writes.
     */
    public static RegisterModel versioned() {
        return new RegisterModel(true);
    }

    @Override
    public Held init() {
        return NEVER_WRITTEN;
    }

    @Override
    public @Nullable Held step(Held state, RegisterRequest input, @Nullable RegisterAnswer output) {
        if (input instanceof RegisterRequest.Read) {
            return output == null || (Objects.equals(output.value(), state.value()) && fits(state, output))
                    ? state
                    : null;
        }
        if (input instanceof RegisterRequest.Cas cas && !Objects.equals(cas.expected(), state.value())) {
            return null;
        }
        String value = input instanceof RegisterRequest.Cas cas ? cas.value() : ((RegisterRequest.Write) input).value();
        if (output == null || unknown(output)) {
            return new Held(value, state.revision(), false);
        }
        return output.modRevision() > state.revision() ? new Held(value, output.modRevision(), true) : null;
    }

    private boolean fits(Held state, RegisterAnswer read) {
        return unknown(read)
                || (state.exact() ? read.modRevision() == state.revision() : read.modRevision() > state.revision());
    }

    private boolean unknown(RegisterAnswer answer) {
        return !believesRevisions || answer.modRevision() == RegisterAnswer.UNKNOWN;
    }

    @Override
    public Object partition(RegisterRequest input) {
        return input.key();
    }

    @Override
    public boolean readOnly(RegisterRequest input) {
        return input instanceof RegisterRequest.Read;
    }

    @Override
    public @Nullable Object leaves(RegisterRequest input) {
        if (input instanceof RegisterRequest.Write write) {
            return write.value();
        }
        return input instanceof RegisterRequest.Cas cas ? cas.value() : null;
    }

    @Override
    public Collection<?> recognises(RegisterRequest input, @Nullable RegisterAnswer output) {
        String there = null;
        if (input instanceof RegisterRequest.Cas cas) {
            there = cas.expected();
        } else if (input instanceof RegisterRequest.Read && output != null) {
            there = output.value();
        }
        return there == null ? List.of() : List.of(there);
    }
}
