package io.ratiskv.jepsen.history;

import io.ratiskv.jepsen.history.EdnText.Keyword;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history in the form that the field's own checkers read: one map per event and line, in real-time order. Registers
 * are independent keys with the store revision as their version: {@code [key [version value]]}.
 */
public final class EdnWriter {
    private EdnWriter() {}

    /** Writes the file anew. */
    public static void write(History history, Path file) {
        toFile(file, out -> write(history, out));
    }

    /** Writes the file anew. */
    public static <I, O> void write(List<Call<I, O>> calls, EdnForm<I, O> form, Path file) {
        toFile(file, out -> write(calls, form, out));
    }

    static void write(History history, Writer out) throws IOException {
        events(history.operations(), EdnWriter::register, out);
    }

    static <I, O> void write(List<Call<I, O>> calls, EdnForm<I, O> form, Writer out) throws IOException {
        events(calls, event -> call(event, form), out);
    }

    private interface ToWriter {
        void write(Writer out) throws IOException;
    }

    private static void toFile(Path file, ToWriter contents) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                contents.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Event<R extends Recorded>(int at, R call, boolean invocation) {}

    /** What differs from kind to kind; keys behind the time are for people. */
    private record Told(String function, @Nullable Object value, Completion completion, String more) {}

    private static <R extends Recorded> void events(List<R> calls, Function<Event<R>, Told> form, Writer out)
            throws IOException {
        List<Event<R>> events = new ArrayList<>();
        for (R call : calls) {
            events.add(new Event<>(call.invokedAt(), call, true));
            if (call.endedAt() != Recorded.NEVER) {
                events.add(new Event<>(call.endedAt(), call, false));
            }
        }
        events.sort(Comparator.comparingInt(Event::at));
        int index = 0;
        for (Event<R> event : events) {
            Told told = form.apply(event);
            String type =
                    event.invocation() ? "invoke" : told.completion().name().toLowerCase(Locale.ROOT);
            long time = event.invocation()
                    ? event.call().invokedNanos()
                    : event.call().endedNanos();
            out.write("{:index " + index + ", :process " + event.call().process() + ", :type :" + type + ", :f :"
                    + told.function() + ", :value " + EdnText.write(told.value()) + ", :time " + time + told.more()
                    + "}\n");
            index++;
        }
    }

    private static <I, O> Told call(Event<Call<I, O>> event, EdnForm<I, O> form) {
        Call<I, O> call = event.call();
        O output = call.output();
        boolean answered = !event.invocation() && call.ok() && output != null;
        Completion completion = call.completion() == Completion.INFO && form.readOnly(call.input())
                ? Completion.FAIL
                : call.completion();
        return new Told(
                form.function(call.input()),
                answered && output != null ? form.answered(call.input(), output) : form.asked(call.input()),
                completion,
                event.invocation() ? "" : error(call.note()));
    }

    private static Told register(Event<Operation> event) {
        Operation o = event.call();
        boolean known = !event.invocation() && o.ok();
        boolean read = o.kind() == Operation.Kind.READ;
        Object value = o.value();
        if (o.kind() == Operation.Kind.CAS) {
            value = Arrays.asList(o.expectedRevision(), o.value());
        } else if (read && !known) {
            value = null;
        }
        Long version = known ? Long.valueOf(read ? o.modRevision() : o.revision()) : null;
        boolean refused = !event.invocation() && o.refused();
        String more = (known && read) || refused ? more("revision", o.revision()) : "";
        if (refused) {
            more += more("found", Arrays.asList(o.modRevision(), o.found()));
        }
        return new Told(
                o.function(),
                Arrays.asList(o.key(), Arrays.asList(version, value)),
                o.completion(),
                more + (event.invocation() ? "" : error(o.note())));
    }

    private static String more(String key, Object value) {
        return ", " + EdnText.write(new Keyword(key)) + " " + EdnText.write(value);
    }

    private static String error(String note) {
        return note.isEmpty() ? "" : ", :error [" + EdnText.write(note) + "]";
    }
}
