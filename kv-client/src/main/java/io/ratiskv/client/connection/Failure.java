package io.ratiskv.client.connection;

import io.ratiskv.client.KvException;
import io.ratiskv.client.UnavailableException.Tried;
import io.ratiskv.protocol.Error;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a call ended without an answer that it wanted.
 *
 * @param reason a sentence for people
 * @param error the member's last word, if there was one
 * @param isFinal the error is the answer; else time ran out
 * @param maybeApplied an attempt was sent of which nobody can say what became of it
 * @param own what the client itself found wrong, if it did
 */
record Failure(
        String reason,
        @Nullable Error error,
        boolean isFinal,
        boolean maybeApplied,
        List<Tried> tried,
        @Nullable KvException own) {}
