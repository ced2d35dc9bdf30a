package io.ratiskv.server.admin;

import java.util.List;
import java.util.stream.Collectors;

/** Checks as a page: one line each, or JSON. */
final class HealthPage {
    private HealthPage() {}

    static String text(List<Check> checks) {
        boolean all = checks.stream().allMatch(Check::passed);
        return (all ? "ok" : "not ok") + "\n"
                + checks.stream()
                        .map(check -> (check.passed() ? "[+] " : "[-] ") + check.name() + ": " + check.detail() + "\n")
                        .collect(Collectors.joining());
    }

    static String json(List<Check> checks) {
        boolean all = checks.stream().allMatch(Check::passed);
        return "{\"ok\":" + all + ",\"checks\":["
                + checks.stream()
                        .map(check -> "{\"name\":" + quoted(check.name()) + ",\"ok\":" + check.passed() + ",\"detail\":"
                                + quoted(check.detail()) + "}")
                        .collect(Collectors.joining(","))
                + "]}\n";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
