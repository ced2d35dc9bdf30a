package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.Recorded;
import java.util.List;
import java.util.stream.Collectors;

/** A call in few words, for a picture: {@code append x 3, read y [1 2]}. */
final class CallWords {
    private CallWords() {}

    static String of(Recorded call) {
        if (call instanceof Operation o) {
            return switch (o.kind()) {
                case READ -> "read " + o.key() + (o.ok() ? " → " + o.value() + " @" + o.modRevision() : "");
                case WRITE -> "write " + o.key() + " " + o.value() + (o.ok() ? " @" + o.revision() : "");
                case CAS ->
                    "cas " + o.key() + " @" + o.expectedRevision() + " " + o.value()
                            + (o.ok() ? " @" + o.revision() : "");
            };
        }
        if (!(call instanceof Call<?, ?> c)) {
            return call.function();
        }
        Object output = c.output();
        if (c.input() instanceof List<?> mops) {
            List<?> told = output instanceof List<?> answer ? answer : mops;
            return told.stream().map(CallWords::step).collect(Collectors.joining(", "));
        }
        String answer = output == null ? "" : plain(output);
        boolean empty = answer.isEmpty() || answer.equals("[]") || answer.equals("{}");
        return plain(c.input()) + (empty ? "" : " → " + answer);
    }

    private static String step(Object item) {
        if (item instanceof Mop.Append append) {
            return "append " + append.key() + " " + append.value();
        }
        if (item instanceof Mop.Write write) {
            return "write " + write.key() + " " + write.value();
        }
        if (item instanceof Mop.ReadList read) {
            return "read " + read.key() + " " + (read.values() == null ? "?" : read.values());
        }
        return item instanceof Mop.Read read
                ? "read " + read.key() + " " + (read.value() == null ? "nothing" : read.value())
                : String.valueOf(item);
    }

    /** {@code Write[key=k, value=v]} is {@code write k v}. */
    private static String plain(Object value) {
        if (!(value instanceof Record)) {
            return String.valueOf(value);
        }
        String text = value.toString().replaceAll("\\w+=", "");
        int bracket = text.indexOf('[');
        if (bracket < 0) {
            return text; // a record with words of its own
        }
        String name = text.substring(0, bracket);
        String rest = text.substring(bracket + 1, text.length() - 1).replace(", ", " ");
        boolean answer = name.endsWith("Answer");
        return (answer ? "" : Character.toLowerCase(name.charAt(0)) + name.substring(1) + " ") + rest;
    }
}
