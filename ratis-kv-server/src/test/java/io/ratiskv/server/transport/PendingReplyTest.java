package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Request;
import org.junit.jupiter.api.Test;

class PendingReplyTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void a_trace_parent_is_taken_as_w3c_writes_it_and_nothing_else_gets_into_a_log() {
        assertThat(traceOf(TRACE)).isEqualTo(TRACE);
        assertThat(traceOf("")).isEmpty();
        assertThat(traceOf(TRACE + "\nERROR all is lost")).isEmpty();
        assertThat(traceOf("x".repeat(100_000))).isEmpty();
    }

    private static String traceOf(String traceParent) {
        Request request =
                Request.newBuilder().setRequestId(7).setTraceParent(traceParent).build();
        return new PendingReply(null, request, FrontEndObserver.NONE, 0)
                .origin()
                .traceParent();
    }
}
