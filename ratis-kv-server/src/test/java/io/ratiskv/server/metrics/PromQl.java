package io.ratiskv.server.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an expression as far as a test needs: whether it is well formed, and which metrics and labels it names. */
final class PromQl {
    private static final Set<String> WORDS = Set.of(
            "and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*(?=\\s*(\\(?))");

    final Set<String> metrics = new TreeSet<>();
    final Set<String> labels = new TreeSet<>();
    final List<String> problems = new ArrayList<>();

    PromQl(String expression) {
        balanced(expression);
        for (Matcher selector = SELECTOR.matcher(expression); selector.find(); ) {
            for (Matcher label = LABEL.matcher(selector.group(1)); label.find(); ) {
                labels.add(label.group(1));
            }
        }
        String rest = SELECTOR.matcher(expression).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
        for (Matcher grouping = GROUPING.matcher(rest); grouping.find(); ) {
            for (String label : grouping.group(2).split(",")) {
                labels.add(label.strip());
            }
        }
        rest = GROUPING.matcher(rest).replaceAll(" ");
        for (Matcher name = NAME.matcher(rest); name.find(); ) {
            if (name.group(1).isEmpty() && !WORDS.contains(name.group())) {
                metrics.add(name.group());
            }
        }
        if (metrics.isEmpty()) {
            problems.add("no metric in " + expression);
        }
    }

    private void balanced(String expression) {
        List<Character> open = new ArrayList<>();
        String pairs = "()[]{}";
        boolean quoted = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            quoted = (c == '"') != quoted;
            int at = quoted ? -1 : pairs.indexOf(c);
            if (at >= 0 && at % 2 == 0) {
                open.add(c);
            } else if (at >= 0 && (open.isEmpty() || open.remove(open.size() - 1) != pairs.charAt(at - 1))) {
                problems.add("brackets do not match in " + expression);
            }
        }
        if (!open.isEmpty() || quoted) {
            problems.add("something is not closed in " + expression);
        }
    }
}
