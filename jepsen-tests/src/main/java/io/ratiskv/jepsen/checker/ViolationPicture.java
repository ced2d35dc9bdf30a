package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.Violation.Link;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A violation as a picture: a row for each process, a bar for each call from its invocation to its end, coloured by how it
 * ended, and arrows for what orders the calls. Events stand side by side in their order, not to scale: what matters is what
 * was before what. The SVG stands alone; it may be put into a page as it is.
 */
public final class ViolationPicture {
    private static final int LEFT = 96;
    private static final int TOP = 28;
    private static final int ROW = 74;
    private static final int BAR = 26;
    private static final int SLOT_LEAST = 64;
    private static final int SLOT_MOST = 150;
    private static final int WIDTH_WANTED = 900;
    private static final double CHARACTER = 6.3;
    private static final int REASON_CHARACTERS = 110;

    private final Violation violation;
    private final TreeMap<Integer, Integer> slots = new TreeMap<>();
    private final List<Integer> rows;
    private final int slot;
    private final int right;
    private final StringBuilder out = new StringBuilder();

    private ViolationPicture(Violation violation) {
        this.violation = violation;
        TreeSet<Integer> events = new TreeSet<>();
        for (Recorded call : violation.operations()) {
            events.add(call.invokedAt());
            if (call.endedAt() != Recorded.NEVER) {
                events.add(call.endedAt());
            }
        }
        int place = 0;
        for (Integer event : events) {
            slots.put(event, place++);
        }
        slot = Math.max(SLOT_LEAST, Math.min(SLOT_MOST, WIDTH_WANTED / Math.max(1, place)));
        right = LEFT + slot * Math.max(4, place);
        rows = violation.operations().stream()
                .map(Recorded::process)
                .distinct()
                .sorted()
                .toList();
    }

    /** The picture; an empty string if the violation names no calls. */
    public static String svg(Violation violation) {
        return violation.operations().isEmpty() ? "" : new ViolationPicture(violation).draw();
    }

    /** The explanation in words, one line for each step. */
    public static List<String> words(Violation violation) {
        List<String> lines = new ArrayList<>(List.of(violation.reason()));
        int number = 1;
        for (Recorded call : violation.operations()) {
            lines.add("T" + number++ + ": " + call.describe());
        }
        violation.links().forEach(link -> lines.add("because " + link.why()));
        return lines;
    }

    private String draw() {
        int bottom = TOP + ROW * rows.size();
        int height = bottom + 46;
        int width = right + 40;
        out.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"system-ui,sans-serif\" font-size=\"12\" role=\"img\">",
                width, height, width, height));
        out.append("<title>").append(escape(violation.reason())).append("</title>");
        out.append(
                "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\""
                        + " orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\" fill=\"context-stroke\"/></marker></defs>");
        out.append(format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height));
        for (int row = 0; row < rows.size(); row++) {
            int y = TOP + row * ROW;
            out.append(format(
                    "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                    y, width, ROW, row % 2 == 0 ? "#f6f7f9" : "#ffffff"));
            text(12, y + ROW / 2 + 8, "process " + rows.get(row), "#475467", "");
        }
        slots.forEach((event, place) -> {
            int x = LEFT + place * slot;
            out.append(format(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#d0d5dd\" stroke-dasharray=\"2 4\"/>",
                    x, TOP, x, bottom));
            text(x, bottom + 15, "event " + event, "#98a2b3", " text-anchor=\"middle\" font-size=\"10\"");
        });
        for (int i = 0; i < violation.operations().size(); i++) {
            bar(i);
        }
        for (Link link : violation.links()) {
            arrow(link);
        }
        String reason = violation.reason();
        text(
                12,
                18,
                reason.length() > REASON_CHARACTERS ? reason.substring(0, REASON_CHARACTERS) + "…" : reason,
                "#101828",
                " font-weight=\"600\"");
        legend(bottom + 36);
        return out.append("</svg>").toString();
    }

    private void bar(int number) {
        Recorded call = violation.operations().get(number);
        int x = x(call.invokedAt());
        int end = call.endedAt() == Recorded.NEVER ? right + 30 : x(call.endedAt());
        int y = y(call);
        String[] colours = colours(call.completion());
        String name = violation.links().isEmpty() ? "" : "T" + (number + 1) + " ";
        // Text may run on until the next bar of its row.
        int room = right + 30 - x;
        for (Recorded other : violation.operations()) {
            if (other.process() == call.process() && other.invokedAt() > call.invokedAt()) {
                room = Math.min(room, x(other.invokedAt()) - x);
            }
        }
        String words = name + CallWords.of(call);
        int characters = Math.max(3, (int) (room / CHARACTER) - 1);
        out.append("<g><title>").append(escape(call.describe())).append("</title>");
        out.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
                x,
                y,
                Math.max(6, end - x),
                BAR,
                colours[0],
                colours[1],
                call.completion() == Completion.INFO ? " stroke-dasharray=\"5 3\"" : ""));
        text(x + 2, y - 5, words.length() > characters ? words.substring(0, characters) + "…" : words, "#101828", "");
        text(x + 6, y + 17, call.completion().name().toLowerCase(Locale.ROOT), colours[1], " font-size=\"10\"");
        out.append("</g>");
    }

    private void arrow(Link link) {
        Recorded from = violation.operations().get(link.from());
        Recorded to = violation.operations().get(link.to());
        boolean time = link.label().equals("real time") || link.label().equals("process");
        // Time runs from end to begin; data from the middle of one call to the middle of the other.
        int x1 = time ? end(from) : (x(from.invokedAt()) + end(from)) / 2;
        int x2 = time ? x(to.invokedAt()) : (x(to.invokedAt()) + end(to)) / 2;
        boolean down = y(to) > y(from);
        boolean same = y(to) == y(from);
        int y1 = y(from) + (down || same ? BAR : 0);
        int y2 = y(to) + (down ? 0 : BAR);
        int bend = same ? 34 : 0;
        int middle = (y1 + y2) / 2 + bend;
        // Two arrows between the same calls must not lie on each other.
        int shift = link.from() < link.to() ? -18 : 18;
        String colour = colour(link.label());
        out.append("<g><title>").append(escape(link.why())).append("</title>");
        out.append(format(
                "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"%s marker-end=\"url(#tip)\"/>",
                x1,
                y1,
                x1 + shift,
                middle,
                x2 + shift,
                middle,
                x2,
                y2,
                colour,
                time ? " stroke-dasharray=\"6 4\"" : ""));
        int labelX = (x1 + x2) / 2 + shift;
        int labelWidth = (int) (link.label().length() * CHARACTER) + 8;
        out.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"15\" rx=\"7\" fill=\"#ffffff\" stroke=\"%s\"/>",
                labelX - labelWidth / 2, middle - 8, labelWidth, colour));
        text(labelX, middle + 3, link.label(), colour, " text-anchor=\"middle\" font-size=\"10\"");
        out.append("</g>");
    }

    private void legend(int y) {
        int x = LEFT;
        for (Completion completion : Completion.values()) {
            String[] colours = colours(completion);
            out.append(format(
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"10\" rx=\"2\" fill=\"%s\" stroke=\"%s\"/>",
                    x, y - 9, colours[0], colours[1]));
            String words = switch (completion) {
                case OK -> "ok";
                case FAIL -> "claims not to have happened";
                case INFO -> "outcome unknown";
            };
            text(x + 18, y, words, "#475467", " font-size=\"10\"");
            x += 40 + (int) (words.length() * CHARACTER);
        }
    }

    private int x(int event) {
        return LEFT + slots.getOrDefault(event, 0) * slot;
    }

    private int end(Recorded call) {
        return call.endedAt() == Recorded.NEVER ? right + 30 : x(call.endedAt());
    }

    private int y(Recorded call) {
        return TOP + rows.indexOf(call.process()) * ROW + 28;
    }

    private static String[] colours(Completion completion) {
        return switch (completion) {
            case OK -> new String[] {"#d1fadf", "#027a48"};
            case FAIL -> new String[] {"#fee4e2", "#b42318"};
            case INFO -> new String[] {"#fef0c7", "#b54708"};
        };
    }

    private static String colour(String label) {
        return switch (label) {
            case "ww" -> "#6941c6";
            case "wr" -> "#175cd3";
            case "rw" -> "#c11574";
            default -> "#667085";
        };
    }

    private void text(int x, int y, String words, String colour, String more) {
        out.append(format("<text x=\"%d\" y=\"%d\" fill=\"%s\"%s>", x, y, colour, more))
                .append(escape(words))
                .append("</text>");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                default -> safe.append(c < ' ' ? ' ' : c);
            }
        }
        return safe.toString();
    }
}
