package io.ratiskv.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What was said to this process, before anybody asks whether it makes sense: flags, environment, file.
 *
 * @param sources strongest first; each maps a name as it was written there to what was given for it
 */
record Inputs(List<Source> sources) {
    /** Flag that names the properties file. */
    static final String CONFIG_FLAG = "config";

    static final String CONFIG_ENVIRONMENT = "RATISKV_CONFIG";
    private static final String ENVIRONMENT_PREFIX = "RATISKV_";

    // What Kubernetes puts into every container for a service whose name begins with "ratiskv": not meant for us.
    private static final Pattern KUBERNETES_SERVICE =
            Pattern.compile("RATISKV(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
                    + "|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)|RATISKV_(SERVICE_HOST|PORT)");

    /** One place where values come from. */
    record Source(Kind kind, String name, Map<String, String> values) {
        /** Where a value came from, in words: {@code flag}, {@code environment RATISKV_...}, {@code file x}. */
        String originOf(String writtenName) {
            return switch (kind) {
                case FLAG -> "flag";
                case ENVIRONMENT -> "environment " + writtenName;
                case FILE -> "file " + name;
            };
        }
    }

    enum Kind {
        FLAG,
        ENVIRONMENT,
        FILE
    }

    /**
     * @param switches names of flags that need no value
     */
    static Inputs read(String[] args, Map<String, String> env, Set<String> switches, Problems problems) {
        Map<String, String> flags = flags(args, switches, problems);
        Map<String, String> environment = environment(env);
        Optional<String> file = Optional.ofNullable(flags.remove(CONFIG_FLAG))
                .or(() -> Optional.ofNullable(environment.get(CONFIG_ENVIRONMENT)));
        environment.remove(CONFIG_ENVIRONMENT);

        List<Source> sources = new ArrayList<>();
        sources.add(new Source(Kind.FLAG, "", flags));
        sources.add(new Source(Kind.ENVIRONMENT, "", environment));
        file.ifPresent(name -> sources.add(new Source(Kind.FILE, name, file(name, problems))));
        return new Inputs(List.copyOf(sources));
    }

    private static Map<String, String> flags(String[] args, Set<String> switches, Problems problems) {
        Map<String, String> flags = new TreeMap<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("--") || arg.length() == 2) {
                problems.add("\"" + arg + "\" is not a flag: write --key=value");
                continue;
            }
            int equals = arg.indexOf('=');
            String key = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
            String value;
            boolean valueFollows = i + 1 < args.length && !args[i + 1].startsWith("--");
            if (equals >= 0) {
                value = arg.substring(equals + 1);
            } else if (valueFollows) {
                value = args[++i];
            } else if (switches.contains(key)) {
                value = "true";
            } else {
                problems.add("--" + key + " needs a value: write --" + key + "=value");
                continue;
            }
            problems.check(flags.put(key, value) == null, "--" + key + " is given more than once");
        }
        return flags;
    }

    private static Map<String, String> environment(Map<String, String> env) {
        Map<String, String> ours = new TreeMap<>();
        env.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)
                    && !KUBERNETES_SERVICE.matcher(name).matches()) {
                ours.put(name, value);
            }
        });
        return ours;
    }

    private static Map<String, String> file(String name, Problems problems) {
        Map<String, String> values = new HashMap<>();
        // Properties keeps the last of two lines with one key in silence; an operator wants to hear of it.
        Properties properties = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                problems.check(
                        values.put((String) key, ((String) value).trim()) == null,
                        key + " stands in " + name + " more than once");
                return value;
            }
        };
        try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            problems.add("the configuration file " + name + " cannot be read: " + reason(unreadable));
        }
        return new TreeMap<>(values);
    }

    private static String reason(Exception unreadable) {
        if (unreadable instanceof java.nio.file.NoSuchFileException) {
            return "no such file";
        }
        if (unreadable instanceof InvalidPathException invalid) {
            return invalid.getReason();
        }
        return String.valueOf(unreadable.getMessage());
    }
}
