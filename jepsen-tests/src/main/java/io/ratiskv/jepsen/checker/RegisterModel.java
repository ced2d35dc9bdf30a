package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.RegisterAnswer;
import io.ratiskv.jepsen.history.RegisterRequest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Registers, each alone: read, write, compare-and-set. No value is written that is there at the start. The state is what a
 * read would answer.
 */
public final class RegisterModel implements Model<RegisterAnswer, RegisterRequest, RegisterAnswer> {
    private static final RegisterAnswer NEVER_WRITTEN = new RegisterAnswer(null, 0);

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
    public RegisterAnswer init() {
        return NEVER_WRITTEN;
    }

    @Override
    public @Nullable RegisterAnswer step(RegisterAnswer state, RegisterRequest input, @Nullable RegisterAnswer output) {
        if (input instanceof RegisterRequest.Read) {
            boolean fits = output == null
                    || (Objects.equals(output.value(), state.value())
                            && (unknown(output) || unknown(state) || output.modRevision() == state.modRevision()));
            return fits ? state : null;
        }
        if (input instanceof RegisterRequest.Cas cas && !Objects.equals(cas.expected(), state.value())) {
            return null;
        }
        String value = input instanceof RegisterRequest.Cas cas ? cas.value() : ((RegisterRequest.Write) input).value();
        RegisterAnswer next = new RegisterAnswer(
                value, believesRevisions && output != null ? output.modRevision() : RegisterAnswer.UNKNOWN);
        return unknown(next) || unknown(state) || next.modRevision() > state.modRevision() ? next : null;
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
