package io.ratiskv.server;

import io.ratiskv.protocol.Error;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.config.LimitsConfig;
import io.ratiskv.server.propose.Refusal;
import java.util.Optional;

/** This member's own bounds on commands, checked before anything is proposed. */
final class Admission {
    private final CommandValidator validator;

    Admission(LimitsConfig limits) {
        CommandLimits defaults = CommandLimits.defaults();
        validator = new CommandValidator(new CommandLimits(
                limits.maxKeyBytes(),
                (int) limits.maxRequestBytes(),
                limits.maxTxnOperations(),
                defaults.commitOperationsMax()));
    }

    Optional<Refusal> refusalFor(Command command) {
        return validator.check(command).map(Admission::refusal);
    }

    private static Refusal refusal(Error error) {
        return new Refusal(
                error.getCode(),
                error.getMessage(),
                error.getField(),
                error.getRevision(),
                error.getLimit(),
                error.getActual(),
                error.getRetryAfterMs(),
                null,
                null);
    }
}
