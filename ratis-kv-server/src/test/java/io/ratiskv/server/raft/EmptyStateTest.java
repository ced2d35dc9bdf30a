package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmptyStateTest {
    @TempDir
    Path directory;

    @Test
    void puts_are_answered_one_by_one_and_leave_nothing_but_their_position() throws Exception {
        try (ReplicatedState state = ReplicatedState.open(directory, StateLimits.defaults())) {
            CommandBatch batch = CommandBatch.newBuilder()
                    .setFormat(LogFormat.VERSION)
                    .addCommands(put("a"))
                    .addCommands(put("b"))
                    .build();
            List<byte[]> answers = EmptyState.answeringPuts().apply(state, 1, 7, batch);
            assertThat(answers).hasSize(2);
            assertThat(Response.parseFrom(answers.get(1)).getPut().getRevision())
                    .isEqualTo(7);
            assertThat(state.applied().index()).isEqualTo(7);
            assertThat(state.figures().keysEstimate()).isZero();
        }
    }

    private static Command put(String key) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)))
                .build();
    }
}
