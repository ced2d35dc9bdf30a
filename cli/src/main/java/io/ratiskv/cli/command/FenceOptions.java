package io.ratiskv.cli.command;

import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Fence;
import io.ratiskv.client.Kv;
import java.util.List;
import picocli.CommandLine.Option;

/** Fences that go with a write. */
final class FenceOptions {
    @Option(
            names = "--fence",
            paramLabel = "[START=]TOKEN",
            description = "Fence for protected ranges, as 'kvctl lock' gives it out; with START for the one that begins"
                    + " there. May be repeated.")
    private List<String> typed = List.of();

    /** The store as one who has these fences writes to it. */
    Kv on(Kv db) {
        return typed.isEmpty()
                ? db
                : db.withFences(typed.stream().map(FenceOptions::fence).toArray(Fence[]::new));
    }

    private static Fence fence(String typed) {
        int equals = typed.lastIndexOf('=');
        try {
            long token = Long.parseLong(typed.substring(equals + 1));
            if (token > 0) {
                return new Fence(Bytes.of(typed.substring(0, Math.max(0, equals))), token);
            }
        } catch (NumberFormatException malformed) {
            throw new UsageException("--fence: '" + typed + "' is not TOKEN or START=TOKEN");
        }
        throw new UsageException("--fence: the token must be above 0, is '" + typed + "'");
    }
}
