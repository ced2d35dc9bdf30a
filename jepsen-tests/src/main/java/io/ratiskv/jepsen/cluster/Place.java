package io.ratiskv.jepsen.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a process runs, and what surrounds it.
 *
 * @param prefix words before its own command line, as in {@code ip netns exec NAME}; the program must replace itself by the rest
 * @param environment variables on top of our own
 */
record Place(List<String> prefix, Map<String, String> environment) {
    /** Beside us, with nothing added. */
    static final Place HERE = new Place(List.of(), Map.of());

    Place {
        prefix = List.copyOf(prefix);
        environment = Map.copyOf(environment);
    }

    /** In a network namespace. */
    static Place inNamespace(String name) {
        return new Place(List.of("ip", "netns", "exec", name), Map.of());
    }

    /** With a preloaded library and the variables that it reads. */
    Place preloading(String library, Map<String, String> variables) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.putAll(variables);
        more.merge("LD_PRELOAD", library, (before, now) -> before + ":" + now);
        return new Place(prefix, more);
    }

    List<String> commandLine(List<String> own) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(own);
        return line;
    }
}
