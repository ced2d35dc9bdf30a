package io.ratiskv.server.transport;

import java.time.Duration;

/**
 * Bounds of the client endpoint.
 *
 * @param frameBytesMax largest request frame; a larger one is refused by name and skipped
 * @param keyBytesMax longest key, told to clients
 * @param txnOperationsMax most operations of a transaction, told to clients
 * @param inFlightMax open requests of one connection
 * @param connectionsMax open connections
 * @param partialFrameBytesMax bytes of all large frames that are being received, over all connections
 * @param replyBytesHigh answers waiting for one reader past which nothing more is read from it
 * @param replyBytesLow and below which reading goes on
 * @param replyBytesMax answers waiting for one reader past which its connection is closed
 * @param defaultDeadline for a request that names none
 * @param deadlineMax longest that a request may ask for; a longer one is cut to it
 * @param helloTimeout a connection that has not introduced itself by then is closed
 * @param idleTimeout a connection without open requests on which nothing has arrived for so long is closed
 * @param frameTimeout a connection that stops in the middle of a frame for so long is closed
 */
public record FrontEndLimits(
        int frameBytesMax,
        int keyBytesMax,
        int txnOperationsMax,
        int inFlightMax,
        int connectionsMax,
        long partialFrameBytesMax,
        long replyBytesHigh,
        long replyBytesLow,
        long replyBytesMax,
        Duration defaultDeadline,
        Duration deadlineMax,
        Duration helloTimeout,
        Duration idleTimeout,
        Duration frameTimeout,
        Duration retryAfter) {

    /** Room for the request id, the deadline and the write id around what the client calls its request. */
    public static final int ENVELOPE_BYTES = 4 * 1024;

    /** What the product uses unless told otherwise. */
    public static FrontEndLimits defaults() {
        return new FrontEndLimits(
                1536 * 1024 + ENVELOPE_BYTES,
                16 * 1024,
                128,
                1_024,
                10_000,
                128L * 1024 * 1024,
                1024 * 1024,
                512 * 1024,
                64L * 1024 * 1024,
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofMillis(50));
    }
}
