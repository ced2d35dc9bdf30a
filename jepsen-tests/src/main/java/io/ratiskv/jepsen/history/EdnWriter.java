package io.ratiskv.jepsen.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history in the form that the field's own checkers read: one map per event and line, in real-time order. Registers
 * are independent keys with the store revision as their version: {@code [key [version value]]}.
 */
public final class EdnWriter {
    private EdnWriter() {}

    /** Writes the file anew. */
    public static void write(History history, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                write(history, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(History history, Writer out) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Operation operation : history.operations()) {
            events.add(new Event(operation.invokedAt(), operation, true));
            if (operation.endedAt() != Recorded.NEVER) {
                events.add(new Event(operation.endedAt(), operation, false));
            }
        }
        events.sort(Comparator.comparingInt(Event::at));
        int index = 0;
        for (Event event : events) {
            out.write(event.line(index++));
            out.write('\n');
        }
    }

    private record Event(int at, Operation operation, boolean invocation) {
        String line(int index) {
            Operation o = operation;
            boolean known = !invocation && o.ok();
            String type = invocation ? "invoke" : o.completion().name().toLowerCase(java.util.Locale.ROOT);
            long version = o.kind() == Operation.Kind.READ ? o.modRevision() : o.revision();
            return "{:index " + index + ", :process " + o.process() + ", :type :" + type + ", :f :"
                    + o.kind().name().toLowerCase(java.util.Locale.ROOT)
                    + ", :value [" + text(o.key()) + " [" + (known ? version : "nil") + " " + value(o, known) + "]]"
                    + ", :time " + (invocation ? o.invokedNanos() : o.endedNanos())
                    + (invocation || o.note().isEmpty() ? "" : ", :error [" + text(o.note()) + "]")
                    + "}";
        }

        private static String value(Operation o, boolean known) {
            return switch (o.kind()) {
                case READ -> known ? text(o.value()) : "nil";
                case WRITE -> text(o.value());
                case CAS -> "[" + o.expectedRevision() + " " + text(o.value()) + "]";
            };
        }

        private static String text(@Nullable String text) {
            return text == null
                    ? "nil"
                    : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        }
    }
}
