package io.ratiskv.server.config;

import io.ratiskv.server.config.Inputs.Kind;
import io.ratiskv.server.config.Inputs.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The values of all declared settings and where each came from: flag before environment before file before default.
 * Immutable once resolved.
 */
public final class Settings {
    /** A setting's value as it will be used. */
    private record Resolved(Object value, String text, String origin) {}

    private final List<Setting<?>> declared;
    private final Map<Setting<?>, Resolved> values;

    private Settings(List<Setting<?>> declared, Map<Setting<?>, Resolved> values) {
        this.declared = declared;
        this.values = values;
    }

    /**
     * Finds every declared setting's value, and everything that was said about a setting that does not exist.
     *
     * @param retired keys that once existed, with what to do instead
     */
    static Settings resolve(List<Setting<?>> declared, Map<String, String> retired, Inputs inputs, Problems problems) {
        Map<Setting<?>, Resolved> values = new HashMap<>();
        for (Setting<?> setting : declared) {
            find(setting, inputs, problems).ifPresent(value -> values.put(setting, value));
        }
        for (Source source : inputs.sources()) {
            new UnknownNames(source.kind(), declared, retired).report(source, problems);
        }
        return new Settings(List.copyOf(declared), Map.copyOf(values));
    }

    private static <T> Optional<Resolved> find(Setting<T> setting, Inputs inputs, Problems problems) {
        for (Source source : inputs.sources()) {
            String name = source.kind() == Kind.ENVIRONMENT ? setting.environmentName() : setting.key();
            String text = source.values().get(name);
            if (text == null) {
                continue;
            }
            String origin = source.originOf(name);
            try {
                T value = setting.parse(text);
                return Optional.of(new Resolved(value, setting.print(value), origin));
            } catch (InvalidValue invalid) {
                problems.add(setting.key() + " = \"" + text + "\" (" + origin + ") " + invalid.getMessage());
                return Optional.empty();
            }
        }
        if (setting.defaultValue().isEmpty()) {
            problems.add(setting.key() + " is required: give --" + setting.key() + " or " + setting.environmentName());
        }
        return setting.defaultValue().map(value -> new Resolved(value, setting.defaultText(), "default"));
    }

    /** Names in one source that mean nothing, each with a guess at what was meant. */
    private record UnknownNames(Map<String, String> known, Map<String, String> retired) {
        UnknownNames(Kind kind, List<Setting<?>> declared, Map<String, String> retired) {
            this(
                    declared.stream()
                            .collect(Collectors.toMap(
                                    s -> kind == Kind.ENVIRONMENT ? s.environmentName() : s.key(), Setting::key)),
                    retired.entrySet().stream()
                            .collect(Collectors.toMap(
                                    e -> kind == Kind.ENVIRONMENT ? Setting.environmentName(e.getKey()) : e.getKey(),
                                    Map.Entry::getValue)));
        }

        void report(Source source, Problems problems) {
            for (String name : source.values().keySet()) {
                if (known.containsKey(name)) {
                    continue;
                }
                String said = source.kind() == Kind.ENVIRONMENT
                        ? source.originOf(name)
                        : name + " (" + source.originOf(name) + ")";
                String advice = retired.get(name);
                problems.add(advice != null ? said + " is retired: " + advice : said + " is unknown" + guess(name));
            }
        }

        private String guess(String name) {
            return Spelling.nearest(name, known.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
        }
    }

    /** Whether each of these has a valid value, so that a rule between them can be checked. */
    boolean have(Setting<?>... settings) {
        return List.of(settings).stream().allMatch(values::containsKey);
    }

    /** Where a value came from, in words. */
    public String originOf(Setting<?> setting) {
        return resolved(setting).origin();
    }

    @SuppressWarnings("unchecked") // find() put a T there for a Setting<T>
    <T> T get(Setting<T> setting) {
        return (T) resolved(setting).value();
    }

    private Resolved resolved(Setting<?> setting) {
        Resolved resolved = values.get(setting);
        if (resolved == null) {
            throw new IllegalStateException(setting.key() + " is not declared or has no valid value");
        }
        return resolved;
    }

    /** Key, value and origin of every setting in aligned columns, with what it does; for logs and terminals. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("setting", "value", "origin", "what it is"));
        for (Setting<?> setting : declared) {
            Resolved value = resolved(setting);
            rows.add(List.of(setting.key(), value.text(), value.origin(), setting.doc()));
        }
        return Columns.align(rows);
    }

    /** Every value that differs from its default, key and value; for one line in a log. */
    public Map<String, String> changed() {
        Map<String, String> changed = new LinkedHashMap<>();
        for (Setting<?> setting : declared) {
            Resolved value = resolved(setting);
            if (!value.origin().equals("default")) {
                changed.put(setting.key(), value.text());
            }
        }
        return changed;
    }

    Collection<Setting<?>> declared() {
        return declared;
    }
}
