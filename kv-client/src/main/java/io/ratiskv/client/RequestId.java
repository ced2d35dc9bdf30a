package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * Names one write for ever. Its {@link #toString text form} can be stored; a client that is built with the same
 * identity, also after a restart, can {@link KvClient#resolve} it.
 *
 * @param identity name of the client
 * @param sessionId session under which the cluster knows that name
 * @param incarnation rises each time a client takes the identity over
 * @param sequence number of the write
 */
public record RequestId(String identity, long sessionId, long incarnation, long sequence) {

    public RequestId {
        requireNonNull(identity, "identity");
    }

    /**
     * Reads the text form back.
     *
     * @throws InvalidArgumentException if it is none
     */
    public static RequestId parse(String text) {
        String[] parts = text.split("/", -1);
        int n = parts.length;
        if (n < 4) {
            throw notAnId(text, null);
        }
        String tail = "/" + parts[n - 3] + "/" + parts[n - 2] + "/" + parts[n - 1];
        try {
            return new RequestId(
                    text.substring(0, text.length() - tail.length()),
                    Long.parseLong(parts[n - 3]),
                    Long.parseLong(parts[n - 2]),
                    Long.parseLong(parts[n - 1]));
        } catch (NumberFormatException e) {
            throw notAnId(text, e);
        }
    }

    private static InvalidArgumentException notAnId(String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new InvalidArgumentException(
                "requestId", "expected identity/session/incarnation/sequence, got \"" + text + "\"", cause);
    }

    /** {@code identity/session/incarnation/sequence}. */
    @Override
    public String toString() {
        return identity + "/" + sessionId + "/" + incarnation + "/" + sequence;
    }
}
