package io.ratiskv.server.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Raft's connections look host names up whenever they connect. gRPC keeps what a name meant for 30 s, beside Java's own
 * cache, and asks for that when a connection breaks: at that very moment the name often still means the old address, and the
 * new one was not looked at for half a minute (seen with pods that are moved).
 */
public final class GrpcNames {
    /** A system property of gRPC's; Java's own settings of this name are security properties. */
    static final String KEPT_SECONDS = "networkaddress.cache.ttl";

    private static final Logger LOG = LoggerFactory.getLogger(GrpcNames.class);

    private GrpcNames() {}

    /** To be called before the first connection is made; leaves a choice that was made already. */
    public static void lookUpAtEachConnect() {
        String chosen = System.getProperty(KEPT_SECONDS);
        if (chosen == null) {
            System.setProperty(KEPT_SECONDS, "0");
        } else {
            LOG.info("Raft's connections keep looked-up names for {} s, as -D{} says.", chosen, KEPT_SECONDS);
        }
    }
}
