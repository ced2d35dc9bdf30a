package io.ratiskv.server.apply;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Stand for the answers to those commands of an entry that were executed before the member was last started: nobody on it
 * waits for them any more.
 */
final class LostAnswers {
    private LostAnswers() {}

    /** So many, to which the others of the entry may be added. */
    static List<byte[]> of(int count) {
        byte[] lost = Response.newBuilder()
                .setError(Error.newBuilder()
                        .setCode(ErrorCode.OUTCOME_UNKNOWN)
                        .setMessage("was applied before this member was restarted; ask again with the same write id"))
                .build()
                .toByteArray();
        return new ArrayList<>(Collections.nCopies(count, lost));
    }
}
