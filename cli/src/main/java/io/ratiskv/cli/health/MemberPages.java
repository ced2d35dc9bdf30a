package io.ratiskv.cli.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks members' HTTP ports. Thread: any; blocks. */
public final class MemberPages {
    /** What a page may have; the metrics of a member have some hundred KiB. */
    private static final int BYTES_MAX = 8 * 1024 * 1024;

    private final Duration patience;

    public MemberPages(Duration patience) {
        this.patience = patience;
    }

    /**
     * A page's text, whatever its status.
     *
     * @param address {@code host:port}
     * @throws IOException if there is no answer in time
     */
    public String get(String address, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection();
        connection.setConnectTimeout((int) patience.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setUseCaches(false);
        try {
            boolean failed = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
            try (InputStream page = failed ? connection.getErrorStream() : connection.getInputStream()) {
                return page == null ? "" : new String(page.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }
}
