package io.ratiskv.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values are written: numbers, sizes with binary units, durations, names, lists; and how they are printed back. */
final class Values {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15})\\s*(|b|kib|mib|gib|tib)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
    // What is safe in a file name, a Raft peer id, a log line and a shell word.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final long KIB = 1024;

    interface Parser<T> {
        T parse(String text) throws InvalidValue;
    }

    static long number(String text) throws InvalidValue {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException notANumber) {
            throw new InvalidValue("is not a whole number");
        }
    }

    static long bytes(String text) throws InvalidValue {
        Matcher matcher = BYTES.matcher(text.replace("_", "").toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidValue("is not a size: write 4096, 64KiB, 1MiB or 2GiB");
        }
        long factor = switch (matcher.group(2)) {
            case "kib" -> KIB;
            case "mib" -> KIB * KIB;
            case "gib" -> KIB * KIB * KIB;
            case "tib" -> KIB * KIB * KIB * KIB;
            default -> 1;
        };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException tooLarge) {
            throw new InvalidValue("is too large");
        }
    }

    static String printBytes(long bytes) {
        for (int power = 4; power > 0; power--) {
            long unit = 1L << (10 * power);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + List.of("KiB", "MiB", "GiB", "TiB").get(power - 1);
            }
        }
        return Long.toString(bytes);
    }

    static Duration duration(String text) throws InvalidValue {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidValue("is not a duration: write 500ms, 2s, 5m, 12h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static String printDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    static boolean flag(String text) throws InvalidValue {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidValue("is neither true nor false");
        };
    }

    static String name(String text) throws InvalidValue {
        if (!NAME.matcher(text).matches()) {
            throw new InvalidValue(
                    "is not a name: 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit");
        }
        return text;
    }

    static <T> List<T> list(String text, Parser<T> parser) throws InvalidValue {
        List<T> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            values.add(parser.parse(part.trim()));
        }
        return List.copyOf(values);
    }

    private Values() {}
}
