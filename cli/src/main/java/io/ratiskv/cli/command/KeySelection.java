package io.ratiskv.cli.command;

import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which keys: from START to END, or what START means. */
final class KeySelection {
    @Parameters(index = "0", arity = "0..1", paramLabel = "START", description = "First key, or a prefix.")
    private @Nullable String start;

    @Parameters(index = "1", arity = "0..1", paramLabel = "END", description = "First key that is not meant any more.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "Every key that begins with START.")
    private boolean prefix;

    @Option(names = "--from-key", description = "START and every key after it.")
    private boolean fromKey;

    @Option(names = "--all", description = "Every key.")
    private boolean all;

    /** The keys; {@code startAloneIsOneKey}: else a START without END and flags is refused. */
    KeyRange range(EncodingOptions encoding, boolean startAloneIsOneKey) {
        int said = (prefix ? 1 : 0) + (fromKey ? 1 : 0) + (all ? 1 : 0) + (end != null ? 1 : 0);
        if (said > 1) {
            throw new UsageException("END, --prefix, --from-key and --all exclude each other");
        }
        if (all) {
            if (start != null) {
                throw new UsageException("--all wants no START");
            }
            return KeyRange.all();
        }
        if (start == null) {
            throw new UsageException("which keys? START END, START --prefix, START --from-key, or --all");
        }
        Bytes first = encoding.decode("START", start);
        if (prefix) {
            return KeyRange.prefix(first);
        }
        if (fromKey) {
            return KeyRange.from(first);
        }
        if (end != null) {
            return between(first, encoding.decode("END", end));
        }
        if (!startAloneIsOneKey) {
            throw new UsageException("what of START? Add END, --prefix or --from-key; for one key use 'kvctl get'");
        }
        return KeyRange.key(encoding.key(start));
    }

    private static KeyRange between(Bytes first, Bytes last) {
        if (first.compareTo(last) >= 0) {
            throw new UsageException("the range is inverted: END " + last + " is not after START " + first);
        }
        return KeyRange.between(first, last);
    }
}
