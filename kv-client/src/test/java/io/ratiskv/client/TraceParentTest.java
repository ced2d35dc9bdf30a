package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import org.junit.jupiter.api.Test;

class TraceParentTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void the_callers_trace_goes_along_with_reads_and_writes() {
        ThreadLocal<String> current = new ThreadLocal<>();
        try (FakeMember member = FakeMember.start(new FakeStore());
                KvClient db = KvClient.builder()
                        .endpoints(member.address())
                        .traceParent(current::get)
                        .build()) {
            current.set(TRACE);
            db.put("a", "1");
            db.get("a");
            current.remove();
            db.put("b", "2");
            assertThat(member.seen(BodyCase.PUT).stream().map(Request::getTraceParent))
                    .containsExactly(TRACE, "");
            assertThat(member.seen(BodyCase.RANGE).stream().map(Request::getTraceParent))
                    .containsExactly(TRACE);
        }
    }

    @Test
    void without_one_nothing_goes_along() {
        try (FakeMember member = FakeMember.start(new FakeStore());
                KvClient db = KvClient.builder().endpoints(member.address()).build()) {
            db.put("a", "1");
            assertThat(member.seen())
                    .allSatisfy(request -> assertThat(request.getTraceParent()).isEmpty());
        }
    }
}
