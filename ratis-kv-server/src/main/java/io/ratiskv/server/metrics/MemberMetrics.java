package io.ratiskv.server.metrics;

/** The process as a whole. */
public final class MemberMetrics {
    private static final String ROOM = "member";

    public final Level live;
    public final Level ready;
    public final Level draining;
    public final Level wallClock;
    public final Count slowRequests;

    MemberMetrics(Meters meters, String cluster, String member, String version) {
        meters.info(
                "member",
                "Which member of which cluster this is, and the version it runs.",
                "cluster",
                cluster,
                "member",
                member,
                "version",
                version);
        live = meters.level(ROOM, "live", Unit.STATE, "What /livez says: no when only a restart can help.");
        ready = meters.level(ROOM, "ready", Unit.STATE, "What /readyz says: no when clients should go elsewhere.");
        draining = meters.level(ROOM, "draining", Unit.STATE, "Whether this member is stopping.");
        wallClock = meters.level(
                ROOM,
                "wall_clock",
                Unit.SECONDS,
                "What this machine believes to be the time, since 1970. Nothing rests on it; 'kvctl doctor' compares.");
        slowRequests = meters.count(
                ROOM, "slow", Unit.REQUESTS, "Requests that took longer than log.slow-operation and stand in the log.");
    }
}
