package io.ratiskv.server.config;

/**
 * A host and a port, as text: {@code host:port}, {@code 10.0.0.1:7100} or {@code [::1]:7100}. Never resolved here: names
 * are looked up anew on every connect.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535; 0 lets the system choose and only makes sense for listening
 */
public record Address(String host, int port) {
    private static final int PORT_MAX = 65_535;

    static Address parse(String text) throws InvalidValue {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new InvalidValue("is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new InvalidValue("needs brackets around an IPv6 address: [::1]:7100");
        }
        if (host.isBlank() || host.chars().anyMatch(c -> Character.isWhitespace(c) || c == '/' || c == ',')) {
            throw new InvalidValue("has no usable host before the port");
        }
        return new Address(host, port(text.substring(colon + 1)));
    }

    private static int port(String text) throws InvalidValue {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new InvalidValue("has a port that is no number: " + text);
        }
        throw new InvalidValue("has a port outside 0 to " + PORT_MAX);
    }

    /** Whether this listens on every interface, which is nothing that another member could connect to. */
    boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
