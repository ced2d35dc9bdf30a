package io.ratiskv.jepsen.report;

import java.util.Locale;

/** Text that grows into a page. */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Text for between tags and inside quoted attributes. */
    static String escape(String raw) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                // What XML does not allow, a member's log may still contain.
                default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }

    /** Markup as it is. */
    Html raw(String markup) {
        text.append(markup).append('\n');
        return this;
    }

    /** Markup with places to fill: strings are escaped, numbers are not. */
    Html add(String markup, Object... values) {
        Object[] safe = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            safe[i] = values[i] instanceof String raw ? escape(raw) : values[i];
        }
        return raw(String.format(Locale.ROOT, markup, safe));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
