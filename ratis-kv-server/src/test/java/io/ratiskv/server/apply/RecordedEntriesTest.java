package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of two versions apply the same entries while an upgrade goes on: this one must make of the entries of every
 * release what that release made of them. What is to have another effect needs a new log format (docs/compatibility.md).
 */
class RecordedEntriesTest {
    @TempDir
    Path parent;

    /** {@code bin/record-compat RELEASE} sets it: the present build is recorded as that release. */
    @BeforeAll
    static void record(@TempDir Path scratch) throws IOException {
        String release = System.getProperty("ratiskv.record", "");
        if (!release.isEmpty()) {
            try (ReplicatedState state = ReplicatedState.open(scratch.resolve("db"), Requests.SMALL)) {
                JqwikSession.run(() -> RecordedEntries.record(RecordedEntries.RELEASES.resolve(release), state));
            }
        }
    }

    static List<Path> releases() throws IOException {
        try (Stream<Path> releases = Files.list(RecordedEntries.RELEASES)) {
            return releases.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void entries_of_a_release_have_the_effects_and_the_answers_that_they_had_there(Path release) throws IOException {
        List<RecordedEntries.Line> lines = RecordedEntries.read(release);
        assertThat(lines).hasSizeGreaterThan(100);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), Requests.SMALL)) {
            for (int index = 0; index < lines.size(); index++) {
                RecordedEntries.Line line = lines.get(index);
                List<Response> answers = state.apply(1, index, line.entry()).stream()
                        .map(Requests::parse)
                        .map(RecordedEntriesTest::withoutWords)
                        .toList();

                assertThat(answers)
                        .as("answers of entry %d: %s", index, line.entry())
                        .isEqualTo(line.answers().stream()
                                .map(RecordedEntriesTest::withoutWords)
                                .toList());
                assertThat(state.stateHash())
                        .as("effects of entry %d: %s", index, line.entry())
                        .isEqualTo(line.hash());
            }
        }
    }

    /** What a refusal says to people may be said better in a later version. */
    private static Response withoutWords(Response response) {
        if (!response.hasError()) {
            return response;
        }
        Error error = response.getError().toBuilder().clearMessage().build();
        return response.toBuilder().setError(error).build();
    }
}
