package io.ratiskv.jepsen.show;

import java.util.Map;
import java.util.TreeMap;

/** What stands behind the name of a show: {@code --name=value} or {@code --name value}, each with a default. A name that nobody asks for is refused. */
final class Options {
    private final Map<String, String> given = new TreeMap<>();

    static Options parse(String[] args, int from) {
        Options options = new Options();
        for (int i = from; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                throw new IllegalArgumentException("expected --name=value or --name value, got " + args[i]);
            }
            int equals = args[i].indexOf('=');
            if (equals > 0) {
                options.given.put(args[i].substring(2, equals), args[i].substring(equals + 1));
            } else if (i + 1 < args.length && !args[i + 1].startsWith("--")) {
                options.given.put(args[i].substring(2), args[++i]);
            } else {
                throw new IllegalArgumentException("no value for " + args[i]);
            }
        }
        return options;
    }

    long number(String name, long otherwise) {
        String text = given.remove(name);
        return text == null ? otherwise : Long.parseLong(text.replace("_", ""));
    }

    boolean has(String name) {
        return given.containsKey(name);
    }

    int count(String name, int otherwise) {
        return Math.toIntExact(number(name, otherwise));
    }

    double share(String name, double otherwise) {
        String text = given.remove(name);
        return text == null ? otherwise : Double.parseDouble(text);
    }

    String text(String name, String otherwise) {
        String text = given.remove(name);
        return text == null ? otherwise : text;
    }

    /** Call after the last option was asked for. */
    void refuseOthers() {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("no such option here: " + given.keySet());
        }
    }
}
