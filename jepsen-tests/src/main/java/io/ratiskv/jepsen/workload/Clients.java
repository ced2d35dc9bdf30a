package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvClientBuilder;
import java.time.Duration;
import java.util.List;

/** The published client, set for clusters whose members come and go. */
public final class Clients {
    private Clients() {}

    /**
     * A client with patience for an election and little for a lost answer.
     *
     * @param endpoints {@code host:port}, comma-separated
     */
    public static KvClientBuilder patient(String endpoints, String name) {
        return KvClient.builder()
                .endpoints(List.of(endpoints.split(",")))
                .name(name)
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(250));
    }

    /** {@link #patient}, built. */
    public static KvClient open(String endpoints, String name) {
        return patient(endpoints, name).build();
    }
}
