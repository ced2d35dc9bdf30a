package io.ratiskv.server;

import io.ratiskv.server.admin.AdminEndpoint;
import io.ratiskv.server.admin.Health;
import io.ratiskv.server.config.HttpConfig;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.raft.FatalFaultHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a member is seen from outside: its metrics, who feeds them, and what probes are answered. */
record Sight(ServerMetrics metrics, Observers observers, MemberLevels levels, Health health) {
    private static final Logger LOG = LoggerFactory.getLogger(Sight.class);

    static Sight of(ServerConfig config) {
        ServerMetrics metrics =
                new ServerMetrics(config.cluster().id(), config.member().id(), Version.current());
        SlowLog slow = new SlowLog(
                config.member().id(),
                config.log().slowOperation(),
                () -> (long) metrics.raft.currentTerm.now(),
                metrics.member.slowRequests::increment,
                System::nanoTime);
        Health health = new Health();
        MemberLevels levels = new MemberLevels(metrics);
        levels.of(health, System::currentTimeMillis);
        return new Sight(metrics, new Observers(metrics, slow), levels, health);
    }

    /** The same handler, and probes say what happened. */
    FatalFaultHandler seeing(FatalFaultHandler told) {
        return new FatalFaultHandler() {
            @Override
            public void halt(String sentence, @Nullable Throwable cause) {
                health.fault(sentence);
                told.halt(sentence, cause);
            }

            @Override
            public void left(String sentence) {
                health.fault(sentence);
                told.left(sentence);
            }
        };
    }

    /**
     * Serves metrics and probes, if the settings name an address.
     *
     * @throws IOException if that address cannot be bound; where nobody asked for it (the default), it is only logged
     */
    void openEndpoint(HttpConfig http, Stops stops) throws IOException {
        if (http.listen().isEmpty()) {
            return;
        }
        InetSocketAddress listen = new InetSocketAddress(
                http.listen().get().host(), http.listen().get().port());
        try {
            AdminEndpoint endpoint = AdminEndpoint.open(listen, health, metrics::scrape);
            stops.push(endpoint::close);
            LOG.info("Metrics and probes on http://{}/metrics.", http.listen().get());
        } catch (BindException e) {
            if (!http.isDefault()) {
                throw e;
            }
            LOG.warn("No metrics and no probes: {}", e.getMessage());
        }
    }
}
