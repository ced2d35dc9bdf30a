package io.ratiskv.server.metrics;

/** Connections of clients and other members, and what goes over them. */
public final class TransportMetrics {
    private static final String ROOM = "transport";

    public final Level openConnections;
    public final Count acceptedConnections;
    public final Count receivedFrames;
    public final Count receivedBytes;
    public final Count sentFrames;
    public final Count sentBytes;
    public final Level inFlightRequests;
    public final CountBy refusedRequests;
    public final Histogram requestSeconds;
    public final Histogram flushSeconds;

    TransportMetrics(Meters meters) {
        openConnections = meters.level(ROOM, "open", Unit.CONNECTIONS, "Connections that are open.");
        acceptedConnections =
                meters.count(ROOM, "accepted", Unit.CONNECTIONS, "Connections that were made, refused ones included.");
        receivedFrames = meters.count(ROOM, "received", Unit.FRAMES, "Requests that arrived whole.");
        receivedBytes = meters.count(ROOM, "received", Unit.BYTES, "Bytes of requests that arrived whole.");
        sentFrames = meters.count(
                ROOM, "sent", Unit.FRAMES, "Answers, and what watches were told, handed to the operating system.");
        sentBytes = meters.count(ROOM, "sent", Unit.BYTES, "Bytes of answers handed to the operating system.");
        inFlightRequests = meters.level(ROOM, "in_flight", Unit.REQUESTS, "Requests that are not answered yet.");
        refusedRequests = meters.countBy(
                ROOM,
                "refused",
                Unit.REQUESTS,
                "code",
                "Requests answered by an error that this member decided by itself, by error code; what a command was"
                        + " answered by every member alike is not among them.");
        requestSeconds = meters.timesBy(
                ROOM,
                "request",
                "kind",
                "Time from a request's arrival until its answer is handed to its connection, by kind: write, read,"
                        + " lease, session, watch (what is said to open ones), member (asked by members), admin.");
        flushSeconds = meters.times(
                ROOM, "flush", "How long the oldest of the answers sent together waited for the operating system.");
    }
}
