package io.ratiskv.cli.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is done, and how it is offered: {@code put@64} is a closed loop with 64 operations outstanding, {@code put:5000/s}
 * an open loop in which 5,000 are due each second; {@code put} alone is {@code put@64}.
 */
public record Workload(Kind kind, Offer offer) {
    /** Most operations outstanding, or due in a second. */
    public static final int OFFER_MAX = 1_000_000;

    private static final int OUTSTANDING = 64;
    private static final Pattern FORM = Pattern.compile("([^@:]*)(?:@([^@:]*)|:([^@:/]*)(/s)?)?");

    /** How operations are offered to the store. */
    public sealed interface Offer {
        /** As it is typed behind the name. */
        String typed();
    }

    /**
     * So many are outstanding at any time: each that completes is followed by the next. A store that stalls is offered
     * less, so what is measured is service and queueing at this depth.
     */
    public record Closed(int outstanding) implements Offer {
        public Closed {
            within("outstanding operations behind '@'", outstanding);
        }

        @Override
        public String typed() {
            return "@" + outstanding;
        }
    }

    /** So many are due each second, evenly, whatever the store does; an operation's time begins when it is due. */
    public record Open(int perSecond) implements Offer {
        public Open {
            within("rate behind ':'", perSecond);
        }

        @Override
        public String typed() {
            return ":" + perSecond + "/s";
        }
    }

    /** As it is typed. */
    public String typed() {
        return kind.typed() + offer.typed();
    }

    /**
     * A list, parted by commas.
     *
     * @throws IllegalArgumentException with a sentence that names what is wrong
     */
    public static List<Workload> parseAll(String typed) {
        return Arrays.stream(typed.split(",", -1))
                .map(String::strip)
                .map(Workload::parse)
                .toList();
    }

    /** @throws IllegalArgumentException with a sentence that names what is wrong */
    public static Workload parse(String typed) {
        Matcher form = FORM.matcher(typed);
        if (!form.matches()) {
            throw new IllegalArgumentException("workload '" + typed
                    + "' is not NAME, NAME@OUTSTANDING or NAME:RATE/s, such as put@64 or put:5000/s");
        }
        try {
            Kind kind = Kind.of(form.group(1))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + form.group(1) + "' is no workload; there are " + known()));
            if (form.group(2) != null) {
                return new Workload(kind, new Closed(number(form.group(2), "outstanding operations behind '@'")));
            }
            if (form.group(3) != null) {
                int rate = number(form.group(3), "rate behind ':'");
                if (form.group(4) == null) {
                    throw new IllegalArgumentException("a rate ends in '/s', as in :" + rate + "/s; operations"
                            + " outstanding are typed @" + rate);
                }
                return new Workload(kind, new Open(rate));
            }
            return new Workload(kind, new Closed(OUTSTANDING));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("workload '" + typed + "': " + wrong.getMessage(), wrong);
        }
    }

    private static String known() {
        return String.join(", ", Arrays.stream(Kind.values()).map(Kind::typed).toList());
    }

    private static int number(String typed, String what) {
        if (!typed.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(what + " must be a number, is '" + typed + "'");
        }
        return Integer.parseInt(typed);
    }

    private static void within(String what, int value) {
        if (value < 1 || value > OFFER_MAX) {
            throw new IllegalArgumentException(what + " must be 1 to " + OFFER_MAX + ", is " + value);
        }
    }
}
