package io.ratiskv.cli.session;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the client of a run. Tests put a store in memory in its place. */
@FunctionalInterface
public interface ClientFactory {
    /** Time for a member to answer a connection. */
    Duration GREETING_TIME = Duration.ofSeconds(2);

    /** Over the network. */
    ClientFactory OVER_NETWORK = new OverNetwork();

    /** @param clusterId name that the cluster must have, if one was given */
    KvClient connect(List<String> endpoints, Duration timeout, Optional<String> clusterId);

    /** A client that may have very many calls open at a time. */
    default KvClient connectBusy(
            List<String> endpoints, Duration timeout, Optional<String> clusterId, int inFlightMax) {
        return connect(endpoints, timeout, clusterId);
    }

    /** The real ones. */
    final class OverNetwork implements ClientFactory {
        private OverNetwork() {}

        @Override
        public KvClient connect(List<String> endpoints, Duration timeout, Optional<String> clusterId) {
            return builder(endpoints, timeout, clusterId).build();
        }

        @Override
        public KvClient connectBusy(
                List<String> endpoints, Duration timeout, Optional<String> clusterId, int inFlightMax) {
            return builder(endpoints, timeout, clusterId)
                    .inFlightMax(inFlightMax)
                    .build();
        }

        private static KvClientBuilder builder(List<String> endpoints, Duration timeout, Optional<String> clusterId) {
            var builder =
                    KvClient.builder().endpoints(endpoints).deadline(timeout).name("kvctl");
            // A member on a busy machine greets late; one that is gone refuses at once.
            builder.connectTimeout(timeout.compareTo(GREETING_TIME) < 0 ? timeout : GREETING_TIME);
            clusterId.ifPresent(builder::clusterId);
            return builder;
        }
    }
}
