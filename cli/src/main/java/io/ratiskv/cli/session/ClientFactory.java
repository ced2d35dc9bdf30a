package io.ratiskv.cli.session;

import io.ratiskv.client.KvClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the client of a run. Tests put a store in memory in its place. */
@FunctionalInterface
public interface ClientFactory {
    /** Time for a member to answer a connection. */
    Duration GREETING_TIME = Duration.ofSeconds(2);

    /** @param clusterId name that the cluster must have, if one was given */
    KvClient connect(List<String> endpoints, Duration timeout, Optional<String> clusterId);

    /** Over the network. */
    static KvClient overNetwork(List<String> endpoints, Duration timeout, Optional<String> clusterId) {
        var builder = KvClient.builder().endpoints(endpoints).deadline(timeout).name("kvctl");
        // A member on a busy machine greets late; one that is gone refuses at once.
        builder.connectTimeout(timeout.compareTo(GREETING_TIME) < 0 ? timeout : GREETING_TIME);
        clusterId.ifPresent(builder::clusterId);
        return builder.build();
    }
}
