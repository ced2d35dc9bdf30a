package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitrary;

/**
 * Raft entries that a release has applied to an empty state, with what it answered and the state's hash after each: a line
 * for each entry, {@code entry answers hash} in hexadecimal digits, answers separated by commas; compressed.
 */
final class RecordedEntries {
    /** Beside the tests, one directory for each release. */
    static final Path RELEASES = Path.of("src", "test", "resources", "compat");

    private static final String NAME = "entries.txt.gz";
    private static final int ENTRIES = 600;
    private static final HexFormat HEX = HexFormat.of();

    private RecordedEntries() {}

    /**
     * One entry of the past.
     *
     * @param answers one for each command
     * @param hash of the state after it
     */
    record Line(CommandBatch entry, List<Response> answers, long hash) {}

    /** Has this build apply entries that are random, but the same for all releases that know the same commands. */
    static void record(Path release, ReplicatedState state) throws IOException {
        Random random = new Random(20_261_128);
        Arbitrary<List<Command>> entries = RandomCommands.entry();
        Files.createDirectories(release);
        try (PrintWriter out = new PrintWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(release.resolve(NAME))), StandardCharsets.US_ASCII))) {
            long time = 0;
            var generator = entries.generator(1_000);
            for (int index = 0; index < ENTRIES; index++) {
                time += random.nextInt(200);
                CommandBatch batch = CommandBatch.newBuilder()
                        .setFormat(LogFormat.VERSION)
                        .setLogTimeMs(time)
                        .addAllCommands(generator.next(random).value())
                        .build();
                List<String> answers = state.apply(1, index, batch).stream()
                        .map(HEX::formatHex)
                        .toList();
                out.println(HEX.formatHex(batch.toByteArray()) + " " + String.join(",", answers) + " "
                        + HEX.toHexDigits(state.stateHash()));
            }
        }
    }

    static List<Line> read(Path release) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(release.resolve(NAME))), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split(" ", 3);
                List<Response> answers = new ArrayList<>();
                for (String answer : parts[1].isEmpty() ? new String[0] : parts[1].split(",", -1)) {
                    answers.add(Response.parseFrom(HEX.parseHex(answer)));
                }
                lines.add(new Line(batch(parts[0]), answers, HexFormat.fromHexDigitsToLong(parts[2])));
            }
        }
        return lines;
    }

    private static CommandBatch batch(String hex) throws InvalidProtocolBufferException {
        return CommandBatch.parseFrom(ByteString.copyFrom(HEX.parseHex(hex)));
    }
}
