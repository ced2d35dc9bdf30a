package io.ratiskv.server.command;

import java.util.function.ToIntFunction;

/**
 * The formats of Raft entries that one build knows. The product only ever uses {@link #OURS}; tests put the next build's
 * in its place.
 *
 * @param oldest oldest that it reads
 * @param newest newest that it reads and writes
 * @param neededBy the format that a command needs
 */
public record LogFormats(int oldest, int newest, ToIntFunction<Command> neededBy) {
    public static final LogFormats OURS = new LogFormats(LogFormat.OLDEST, LogFormat.VERSION, LogFormat::neededBy);

    public LogFormats {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException("formats " + oldest + " to " + newest);
        }
    }

    public boolean reads(int format) {
        return oldest <= format && format <= newest;
    }

    /** For people: "format 2", "formats 2 to 3". */
    public String words() {
        return oldest == newest ? "format " + newest : "formats " + oldest + " to " + newest;
    }
}
