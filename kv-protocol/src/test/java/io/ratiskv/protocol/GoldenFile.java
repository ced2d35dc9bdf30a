package io.ratiskv.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines {@code name = what was written down} under {@code src/test/resources/golden}. */
final class GoldenFile {
    /** Adds what is missing and never changes what is there. */
    static final String HOW_TO_ADD = "./mvnw -q -pl kv-protocol test -Dratiskv.regenerate=true";

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
    private static final String SEPARATOR = " = ";

    /** Everything in which the file and the present differ, one sentence each, with what to do about it. */
    static List<String> differences(String fileName, Map<String, String> present) throws IOException {
        Path file = DIRECTORY.resolve(fileName);
        Map<String, String> golden = read(file);
        if (Boolean.getBoolean("ratiskv.regenerate")) {
            present.forEach(golden::putIfAbsent);
            Files.writeString(file, text(golden));
        }
        List<String> differences = new ArrayList<>();
        present.forEach((name, now) -> {
            String then = golden.get(name);
            if (then == null) {
                differences.add(name + " is new and not written down in " + file + ": add it with " + HOW_TO_ADD);
            } else if (!then.equals(now)) {
                differences.add(changed(file, name, then, now));
            }
        });
        golden.keySet().stream()
                .filter(name -> !present.containsKey(name))
                .forEach(name -> differences.add(name + " stands in " + file + " but is gone: peers of earlier versions"
                        + " still send it. Keep it; a field that nobody needs is marked deprecated, not deleted."));
        return differences;
    }

    private static String changed(Path file, String name, String then, String now) {
        return name + " changed.\n    was: " + then + "\n    now: " + now
                + "\n  Peers of earlier versions still write and expect what it was: give a new meaning a new field"
                + " number instead. Only if no release ever carried it: delete the line in " + file + " and run "
                + HOW_TO_ADD;
    }

    static Map<String, String> read(String fileName) throws IOException {
        return read(DIRECTORY.resolve(fileName));
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int at = line.indexOf(SEPARATOR);
                lines.put(line.substring(0, at), line.substring(at + SEPARATOR.length()));
            }
        }
        return lines;
    }

    private static String text(Map<String, String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((name, value) ->
                text.append(name).append(SEPARATOR).append(value).append('\n'));
        return text.toString();
    }

    private GoldenFile() {}
}
