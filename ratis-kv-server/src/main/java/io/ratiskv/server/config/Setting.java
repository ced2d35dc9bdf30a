package io.ratiskv.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One knob, declared once: its key in dotted kebab case, how it is read, what it may be, what it is without being set,
 * and a sentence for the operator. Immutable.
 */
public final class Setting<T> {
    private static final String ENVIRONMENT_PREFIX = "RATISKV_";

    private final String key;
    private final Values.Parser<T> parser;
    private final Function<T, String> printer;
    private final Optional<T> defaultValue;
    private final String defaultText;
    private final String accepts;
    private final String doc;

    private Setting(
            String key,
            Values.Parser<T> parser,
            Function<T, String> printer,
            Optional<T> defaultValue,
            String defaultText,
            String accepts,
            String doc) {
        this.key = key;
        this.parser = parser;
        this.printer = printer;
        this.defaultValue = defaultValue;
        this.defaultText = defaultText;
        this.accepts = accepts;
        this.doc = doc;
    }

    private static <T> Setting<T> withDefault(
            String key, Values.Parser<T> parser, Function<T, String> printer, T value, String accepts, String doc) {
        return new Setting<>(key, parser, printer, Optional.of(value), printer.apply(value), accepts, doc);
    }

    /** A whole number of things. */
    public static Setting<Integer> count(String key, int value, int min, int max, String doc) {
        Values.Parser<Integer> parser = text -> {
            long number = Values.number(text);
            inBounds(number >= min && number <= max, Integer.toString(min), Integer.toString(max));
            return (int) number;
        };
        return withDefault(key, parser, n -> Integer.toString(n), value, "number, " + min + " to " + max, doc);
    }

    /** A size in bytes; written plainly or with KiB, MiB, GiB. */
    public static Setting<Long> bytes(String key, long value, long min, long max, String doc) {
        String low = Values.printBytes(min);
        String high = Values.printBytes(max);
        Values.Parser<Long> parser = text -> {
            long bytes = Values.bytes(text);
            inBounds(bytes >= min && bytes <= max, low, high);
            return bytes;
        };
        return withDefault(key, parser, Values::printBytes, value, "size, " + low + " to " + high, doc);
    }

    /** A span of time; written with ms, s, m, h or d. */
    public static Setting<Duration> duration(String key, Duration value, Duration min, Duration max, String doc) {
        String low = Values.printDuration(min);
        String high = Values.printDuration(max);
        Values.Parser<Duration> parser = text -> {
            Duration duration = Values.duration(text);
            inBounds(duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0, low, high);
            return duration;
        };
        return withDefault(key, parser, Values::printDuration, value, "duration, " + low + " to " + high, doc);
    }

    /** Yes or no; as a flag without value it means yes. */
    public static Setting<Boolean> flag(String key, boolean value, String doc) {
        return withDefault(key, Values::flag, b -> Boolean.toString(b), value, "true or false", doc);
    }

    /** One of a few words: an enum's constants, in small letters. */
    static <E extends Enum<E>> Setting<E> choice(String key, E value, Class<E> type, String doc) {
        List<E> constants = List.of(type.getEnumConstants());
        String words = constants.stream().map(Setting::word).collect(Collectors.joining(" or "));
        Values.Parser<E> parser = text -> {
            for (E constant : constants) {
                if (word(constant).equals(text)) {
                    return constant;
                }
            }
            throw new InvalidValue("is not " + words);
        };
        return withDefault(key, parser, Setting::word, value, words, doc);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A name that must be given. */
    public static Setting<String> text(String key, String doc) {
        return new Setting<>(key, Values::name, text -> text, Optional.empty(), "(required)", "name", doc);
    }

    /** A directory that must be given. */
    public static Setting<Path> path(String key, String doc) {
        return new Setting<>(key, Setting::toPath, Path::toString, Optional.empty(), "(required)", "path", doc);
    }

    /** A {@code host:port} that may be left out; {@code otherwise} says in words what is used then. */
    public static Setting<Optional<Address>> address(String key, String otherwise, String doc) {
        return optional(key, Address::parse, otherwise, "host:port", doc);
    }

    /** Something that may be left out; {@code otherwise} says in words what is used then. */
    static <T> Setting<Optional<T>> optional(
            String key, Values.Parser<T> parser, String otherwise, String accepts, String doc) {
        return new Setting<>(
                key,
                text -> Optional.of(parser.parse(text)),
                value -> value.map(Object::toString).orElse(""),
                Optional.of(Optional.empty()),
                "(" + otherwise + ")",
                accepts,
                doc);
    }

    /** Values separated by commas; empty if left out. */
    static <E> Setting<List<E>> list(String key, Values.Parser<E> element, String accepts, String doc) {
        return new Setting<>(
                key,
                text -> Values.list(text, element),
                values -> values.stream().map(Object::toString).collect(Collectors.joining(",")),
                Optional.of(List.of()),
                "(none)",
                accepts,
                doc);
    }

    private static Path toPath(String text) throws InvalidValue {
        if (text.isBlank()) {
            throw new InvalidValue("is empty");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException invalid) {
            throw new InvalidValue("is not a path: " + invalid.getReason());
        }
    }

    private static void inBounds(boolean inside, String min, String max) throws InvalidValue {
        if (!inside) {
            throw new InvalidValue("must be between " + min + " and " + max);
        }
    }

    public String key() {
        return key;
    }

    /** The name of the environment variable that sets it: {@code RATISKV_} and the key in capitals. */
    public String environmentName() {
        return environmentName(key);
    }

    static String environmentName(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** What may be written: kind and bounds, in words. */
    public String accepts() {
        return accepts;
    }

    /** What it is when nobody says anything, in words. */
    public String defaultText() {
        return defaultText;
    }

    public String doc() {
        return doc;
    }

    boolean isFlag() {
        return defaultValue.isPresent() && defaultValue.get() instanceof Boolean;
    }

    Optional<T> defaultValue() {
        return defaultValue;
    }

    T parse(String text) throws InvalidValue {
        return parser.parse(text);
    }

    String print(T value) {
        return printer.apply(value);
    }

    @Override
    public String toString() {
        return key;
    }
}
