package io.ratiskv.server;

import io.ratiskv.server.admin.Health;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.raft.FatalFaultHandler;
import org.jspecify.annotations.Nullable;

/** How a member is seen from outside: its metrics, who feeds them, and what probes are answered. */
record Sight(ServerMetrics metrics, Observers observers, MemberLevels levels, Health health) {
    static Sight of(ServerConfig config) {
        ServerMetrics metrics =
                new ServerMetrics(config.cluster().id(), config.member().id(), Version.current());
        SlowLog slow = new SlowLog(
                config.member().id(),
                config.log().slowOperation(),
                () -> (long) metrics.raft.currentTerm.now(),
                metrics.member.slowRequests::increment);
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
}
