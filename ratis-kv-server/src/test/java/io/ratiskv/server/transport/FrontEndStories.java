package io.ratiskv.server.transport;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A front end over a fake log and state, and what its stories ask it. */
abstract class FrontEndStories {
    TestMember member = member(limits(1_024, 10_000, Duration.ofSeconds(30)));

    @AfterEach
    void close() {
        member.close();
    }

    void replace(FrontEndLimits limits) {
        member.close();
        member = member(limits);
    }

    static TestMember member(FrontEndLimits limits) {
        try {
            return new TestMember(limits, TestMember.quietly());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static Request.Builder request(long id) {
        return Request.newBuilder().setRequestId(id);
    }

    static Request.Builder range(long id) {
        return request(id)
                .setRange(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setConsistency(Consistency.LINEARIZABLE));
    }

    static FrontEndLimits limits(int inFlight, int connections, Duration patience) {
        FrontEndLimits d = FrontEndLimits.defaults();
        return new FrontEndLimits(
                d.frameBytesMax(),
                d.keyBytesMax(),
                d.txnOperationsMax(),
                inFlight,
                connections,
                d.partialFrameBytesMax(),
                d.replyBytesHigh(),
                d.replyBytesLow(),
                d.replyBytesMax(),
                d.defaultDeadline(),
                d.deadlineMax(),
                patience,
                d.idleTimeout(),
                patience,
                d.retryAfter());
    }
}
