package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.as;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionWindowTest {
    @TempDir
    Path parent;

    private long index = 1;

    @Test
    void as_many_answers_are_kept_as_the_window_has_room_for_however_far_apart() {
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("state"), StateLimits.defaults())) {
            apply(state, List.of(Requests.open("A", 1)));
            List<Command> writes = new ArrayList<>();
            for (long i = 1; i <= Session.WINDOW; i++) {
                writes.add(as(1, 1, i * 1_000_000, 1, put("k", "v")));
            }
            assertThat(apply(state, writes)).allMatch(Response::hasPut);

            long next = (Session.WINDOW + 1L) * 1_000_000;
            Response full =
                    apply(state, List.of(as(1, 1, next, 1, put("k", "v")))).get(0);
            assertThat(full.getError().getCode()).isEqualTo(ErrorCode.SESSION_WINDOW_FULL);
            assertThat(full.getError().getLimit()).isEqualTo(Session.WINDOW);

            // A refusal is no answer: once one is confirmed, the same write is done.
            Response done = apply(state, List.of(as(1, 1, next, 1_000_001, put("k", "v"))))
                    .get(0);
            assertThat(done.hasPut()).isTrue();
        }
    }

    private List<Response> apply(ReplicatedState state, List<Command> commands) {
        return state.apply(1, index++, entry(0, commands)).stream()
                .map(Requests::parse)
                .toList();
    }
}
