package io.ratiskv.client.connection;

import io.ratiskv.client.InvalidArgumentException;

/** Where a member listens for clients. The host is looked up anew at every connect. */
record Endpoint(String host, int port) {

    /**
     * Reads {@code host:port} or {@code [v6 address]:port}.
     *
     * @throws InvalidArgumentException if it is neither
     */
    static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw notOne(text);
        }
        int port = portOf(text.substring(colon + 1));
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw notOne(text);
        }
        return new Endpoint(host, port);
    }

    private static int portOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static InvalidArgumentException notOne(String text) {
        return new InvalidArgumentException("endpoints", "expected host:port, got \"" + text + "\"");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
