package io.ratiskv.cli.session;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they are typed: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Durations() {}

    /** @throws IllegalArgumentException with a sentence, if it is none */
    public static Duration parse(String typed) {
        Matcher form = FORM.matcher(typed.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + typed + "' is not a time such as 500ms, 5s, 2m or 1h");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
