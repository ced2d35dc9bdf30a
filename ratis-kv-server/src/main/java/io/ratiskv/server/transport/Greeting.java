package io.ratiskv.server.transport;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Welcome;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.Refusal;
import org.jspecify.annotations.Nullable;

/** The first exchange on a connection. */
final class Greeting {
    private Greeting() {}

    /** Why we cannot talk, if so. */
    static @Nullable Refusal refusal(Hello hello, String clusterId) {
        int max = hello.getVersionMax();
        int min = hello.getVersionMin();
        // Unsigned on the wire.
        if (Integer.compareUnsigned(max, Protocol.VERSION_MIN) < 0
                || Integer.compareUnsigned(min, Protocol.VERSION_MAX) > 0
                || Integer.compareUnsigned(min, max) > 0) {
            return new Refusal(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "the client speaks protocol versions " + Integer.toUnsignedString(min) + " to "
                            + Integer.toUnsignedString(max) + ", this member " + Protocol.VERSION_MIN + " to "
                            + Protocol.VERSION_MAX,
                    "hello.version_max",
                    0,
                    Protocol.VERSION_MAX,
                    Integer.toUnsignedLong(max),
                    0,
                    null,
                    null);
        }
        String cluster = hello.getClusterId();
        if (!cluster.isEmpty() && !cluster.equals(clusterId)) {
            return Refusal.of(
                    ErrorCode.WRONG_CLUSTER,
                    "the client wants cluster '" + cluster + "', this member belongs to '" + clusterId + "'");
        }
        return null;
    }

    static Welcome.Builder welcome(Hello hello, String clusterId, MemberId self, FrontEndLimits limits) {
        boolean older = Integer.compareUnsigned(hello.getVersionMax(), Protocol.VERSION_MAX) < 0;
        return Welcome.newBuilder()
                .setVersion(older ? hello.getVersionMax() : Protocol.VERSION_MAX)
                .setClusterId(clusterId)
                .setMemberId(self.name())
                .setIncarnation(self.incarnation())
                .setFrameBytesMax(limits.frameBytesMax())
                .setKeyBytesMax(limits.keyBytesMax())
                .setTxnOperationsMax(limits.txnOperationsMax())
                .setInFlightMax(limits.inFlightMax());
    }
}
