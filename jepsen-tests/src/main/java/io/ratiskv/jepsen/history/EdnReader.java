package io.ratiskv.jepsen.history;

import io.ratiskv.jepsen.history.EdnText.Keyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link EdnWriter} wrote, and histories of others in the same form. Events of nemeses are passed over. */
public final class EdnReader {
    private EdnReader() {}

    /** The calls of a file, in the order of their invocation. */
    public static <I, O> List<Call<I, O>> calls(Path file, EdnForm<I, O> form) {
        return calls(text(file), form);
    }

    /** The register history of a file. */
    public static History registers(Path file) {
        return registers(text(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <I, O> List<Call<I, O>> calls(String text, EdnForm<I, O> form) {
        List<Call<I, O>> calls = new ArrayList<>();
        for (Events e : events(text)) {
            I input = form.input(e.function(), e.value(e.invocation));
            Completion completion = e.completion();
            O output = completion == Completion.OK ? form.output(input, e.value(e.end())) : null;
            calls.add(new Call<>(
                    e.process(),
                    e.function(),
                    input,
                    output,
                    completion,
                    e.invokedAt,
                    e.endedAt,
                    e.time(e.invocation),
                    e.end == null ? 0 : e.time(e.end()),
                    e.note()));
        }
        return calls;
    }

    static History registers(String text) {
        List<Operation> operations = new ArrayList<>();
        for (Events e : events(text)) {
            Operation.Kind kind = Operation.Kind.valueOf(e.function().toUpperCase(Locale.ROOT));
            boolean ok = e.completion() == Completion.OK;
            List<?> asked = (List<?>) e.there(e.value(ok ? e.end() : e.invocation));
            List<?> versioned = (List<?>) e.there(asked.get(1));
            Object value = versioned.get(1);
            long expected = 0;
            if (kind == Operation.Kind.CAS) {
                expected = (Long) e.there(((List<?>) e.there(value)).get(0));
                value = ((List<?>) e.there(value)).get(1);
            }
            long version = ok ? (Long) e.there(versioned.get(0)) : 0;
            boolean read = kind == Operation.Kind.READ;
            Object revision = e.end == null ? null : e.end.get(new Keyword("revision"));
            List<?> found = e.end != null && e.end.get(new Keyword("found")) instanceof List<?> there ? there : null;
            Object instead = found == null ? null : found.get(1);
            long modRevision = found == null ? (read ? version : 0) : (Long) e.there(found.get(0));
            operations.add(new Operation(
                    e.process(),
                    kind,
                    String.valueOf(asked.get(0)),
                    value == null ? null : String.valueOf(value),
                    expected,
                    e.completion(),
                    revision == null ? version : (Long) revision,
                    modRevision,
                    instead == null ? null : String.valueOf(instead),
                    e.invokedAt,
                    e.completion() == Completion.INFO ? Recorded.NEVER : e.endedAt,
                    e.endedAt,
                    e.time(e.invocation),
                    e.end == null ? 0 : e.time(e.end()),
                    e.note()));
        }
        return new History(operations);
    }

    private static List<Events> events(String text) {
        List<@Nullable Object> maps = EdnText.readAll(text);
        if (maps.size() == 1 && maps.get(0) instanceof List<?> all) {
            maps = new ArrayList<>(all);
        }
        List<Events> calls = new ArrayList<>();
        Map<Object, Events> open = new HashMap<>();
        int at = 0;
        for (Object item : maps) {
            Map<?, ?> event = (Map<?, ?>) Objects.requireNonNull(item, "an event that is nil");
            if (event.get(new Keyword("process")) instanceof Long process) {
                if (new Keyword("invoke").equals(event.get(new Keyword("type")))) {
                    Events call = new Events(event, at);
                    if (open.put(process, call) != null) {
                        throw new IllegalArgumentException("two open calls of one process: " + event);
                    }
                    calls.add(call);
                } else {
                    Events call = open.remove(process);
                    if (call == null) {
                        throw new IllegalArgumentException("an end without begin: " + event);
                    }
                    call.end = event;
                    call.endedAt = at;
                }
            }
            at++;
        }
        return calls;
    }

    /** Invocation and end of one call. */
    private static final class Events {
        private final Map<?, ?> invocation;
        private final int invokedAt;
        private @Nullable Map<?, ?> end;
        private int endedAt = Recorded.NEVER;

        Events(Map<?, ?> invocation, int invokedAt) {
            this.invocation = invocation;
            this.invokedAt = invokedAt;
        }

        Map<?, ?> end() {
            return Objects.requireNonNull(end, "a call without end");
        }

        int process() {
            return Math.toIntExact((Long) there(invocation.get(new Keyword("process"))));
        }

        String function() {
            return ((Keyword) there(invocation.get(new Keyword("f")))).name();
        }

        Completion completion() {
            return end == null
                    ? Completion.INFO
                    : Completion.valueOf(((Keyword) there(end.get(new Keyword("type"))))
                            .name()
                            .toUpperCase(Locale.ROOT));
        }

        @Nullable
        Object value(Map<?, ?> event) {
            return event.get(new Keyword("value"));
        }

        long time(Map<?, ?> event) {
            return event.get(new Keyword("time")) instanceof Long time ? time : 0;
        }

        String note() {
            Object error = end == null ? null : end.get(new Keyword("error"));
            return error instanceof List<?> words && !words.isEmpty() ? String.valueOf(words.get(0)) : "";
        }

        Object there(@Nullable Object value) {
            return Objects.requireNonNull(value, () -> "a value is missing in " + invocation);
        }
    }
}
