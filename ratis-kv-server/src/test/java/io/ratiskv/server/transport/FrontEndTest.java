package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes, bounds, and the end of connections. */
class FrontEndTest extends FrontEndStories {
    @Test
    void pipelined_writes_are_each_answered_once_under_their_own_id() throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            for (int i = 0; i < 500; i++) {
                client.send(RawClient.put(i + 2, "k" + i, 100));
            }
            Set<Long> answered = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                answered.add(client.receive().getRequestId());
            }

            assertThat(answered).hasSize(500).contains(2L, 501L);
        }
    }

    @Test
    void an_answer_is_passed_on_byte_for_byte_behind_its_request_id() throws IOException {
        try (RawClient client = member.client()) {
            client.send(RawClient.put(300, "a", 1));
            awaitProposals(1);
            byte[] answer = Response.newBuilder()
                    .setPut(PutResponse.newBuilder().setRevision(42))
                    .build()
                    .toByteArray();
            member.log.proposal(0).outcome().complete(List.of(answer));
            Response response = client.receive();

            assertThat(response.getRequestId()).isEqualTo(300);
            assertThat(response.getPut().getRevision()).isEqualTo(42);
        }
    }

    @Test
    void a_follower_refuses_writes_at_once_with_the_leader() throws IOException {
        member.log.become(FakeLog.follower(2));
        try (RawClient client = member.client()) {
            client.send(RawClient.put(2, "a", 1));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.NOT_LEADER);
            assertThat(error.getLeader().getMemberId()).isEqualTo("n2");
            assertThat(error.getLeader().getClientAddress()).isEqualTo("host2:7100");
        }
    }

    @Test
    void without_quorum_a_write_is_unknown_at_its_deadline_and_not_before() throws IOException {
        try (RawClient client = member.client()) {
            long start = System.nanoTime();
            client.send(RawClient.put(2, "a", 1).setDeadlineMs(300));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), TestMember.soon());
        }
    }

    @Test
    void a_full_disk_refuses_writes_with_a_time_to_come_back() throws IOException {
        member.gate = Optional.of(
                Refusal.of(ErrorCode.OUT_OF_SPACE, "the disk is full").retryAfter(Duration.ofSeconds(1)));
        try (RawClient client = member.client()) {
            client.send(RawClient.put(2, "a", 1));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.OUT_OF_SPACE);
            assertThat(error.getRetryAfterMs()).isEqualTo(1_000);
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void an_oversized_key_is_refused_by_name_before_it_is_proposed() throws IOException {
        try (RawClient client = member.client()) {
            client.send(RawClient.put(2, "k".repeat(16 * 1024 + 1), 1));
            Error put = client.refused();
            assertThat(put.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(put.getField()).isEqualTo("put.key");
            assertThat(put.getLimit()).isEqualTo(16 * 1024);
            assertThat(put.getActual()).isEqualTo(16 * 1024 + 1);

            Request.Builder range = range(3);
            range.getRangeBuilder().setKey(utf8("k".repeat(16 * 1024 + 1)));
            client.send(range);
            assertThat(client.refused().getField()).isEqualTo("range.key");
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void an_oversized_transaction_is_refused_by_name_before_it_is_proposed() throws IOException {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = 0; i < 129; i++) {
            txn.addSuccess(Operation.newBuilder().setPut(PutRequest.newBuilder().setKey(utf8("k" + i))));
        }
        try (RawClient client = member.client()) {
            client.send(request(2).setTxn(txn));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(error.getField()).contains("txn");
            assertThat(error.getLimit()).isEqualTo(128);
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void an_inverted_range_is_refused_by_name() throws IOException {
        try (RawClient client = member.client()) {
            Request.Builder range = range(2);
            range.getRangeBuilder().setKey(utf8("b")).setRangeEnd(utf8("a"));
            client.send(range);
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(error.getField()).isEqualTo("range.range_end");
        }
    }

    @Test
    void more_open_requests_than_the_bound_are_refused_and_the_others_served() throws IOException {
        replace(limits(10, 10_000, Duration.ofSeconds(30)));
        try (RawClient client = member.client()) {
            for (int i = 0; i < 12; i++) {
                client.send(RawClient.put(i + 2, "k" + i, 10));
            }
            for (int i = 0; i < 2; i++) {
                Error error = client.refused();
                assertThat(error.getCode()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(error.getLimit()).isEqualTo(10);
            }
            member.log.commitAtOnce();
            await().atMost(TestMember.soon()).until(() -> {
                member.log.proposals().forEach(p -> {
                    if (!p.outcome().isDone()) {
                        p.commit();
                    }
                });
                return member.writes().pendingCommands() == 0;
            });
            for (int i = 0; i < 10; i++) {
                assertThat(client.receive().hasError()).isFalse();
            }
        }
    }

    @Test
    void more_connections_than_the_bound_are_told_so_and_closed() throws IOException {
        replace(limits(1_024, 2, Duration.ofSeconds(30)));
        try (RawClient first = member.client();
                RawClient second = member.client()) {
            try (RawClient third = new RawClient(member.frontEnd.address())) {
                assertThat(third.refused().getCode()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(third.isClosedByServer()).isTrue();
            }
            assertThat(first).isNotNull();
            second.close();
            await().atMost(TestMember.soon()).until(() -> member.frontEnd.connections() == 1);
            member.client().close();
        }
    }

    @Test
    void a_flood_of_writes_is_refused_with_a_time_to_come_back_and_memory_stays_bounded() throws IOException {
        BatchLimits d = TestMember.quietly();
        member.close();
        member = new TestMember(
                FrontEndLimits.defaults(),
                new BatchLimits(
                        d.batchBytesMax(),
                        4_096,
                        4,
                        1,
                        1,
                        Duration.ZERO,
                        Duration.ZERO,
                        d.entryBytesMax(),
                        4 << 20,
                        100_000,
                        d.retryAfter(),
                        false,
                        d.nudgeAfter()));
        try (RawClient client = member.client()) {
            int overloaded = 0;
            for (int i = 0; i < 100; i++) {
                client.send(RawClient.put(i + 2, "k" + i, 100_000).setDeadlineMs(60_000));
            }
            for (int i = 0; i < 100 - 41; i++) {
                Error error = client.refused();
                assertThat(error.getCode()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(error.getRetryAfterMs()).isPositive();
                overloaded++;
            }
            assertThat(overloaded).isEqualTo(59);
            assertThat(member.writes().pendingBytes()).isLessThanOrEqualTo(4 << 20);
        }
    }

    @Test
    void a_connection_that_does_not_introduce_itself_is_closed() throws IOException {
        replace(limits(1_024, 10_000, Duration.ofMillis(200)));
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_connection_that_stops_in_the_middle_of_a_frame_is_closed_and_an_idle_one_is_not() throws IOException {
        // Long enough for both to introduce themselves on a busy machine.
        replace(limits(1_024, 10_000, Duration.ofMillis(1_500)));
        member.log.commitAtOnce();
        try (RawClient stuck = member.client();
                RawClient idle = member.client()) {
            stuck.bytes(1_000, new byte[10]);

            assertThat(stuck.isClosedByServer()).isTrue();
            assertThat(idle.ask(RawClient.put(2, "a", 1)).getRequestId()).isEqualTo(2);
        }
    }

    @Test
    void closing_answers_what_was_accepted_and_refuses_the_rest() throws Exception {
        try (RawClient client = member.client()) {
            client.send(RawClient.put(2, "a", 1));
            awaitProposals(1);
            Thread closing = new Thread(() -> member.frontEnd.close(TestMember.soon()));
            closing.start();
            assertThat(firstRefusal(client)).isEqualTo(ErrorCode.SHUTTING_DOWN);
            member.log.proposal(0).commit();

            assertThat(client.receive().getRequestId()).isEqualTo(2);
            assertThat(client.isClosedByServer()).isTrue();
            closing.join();
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        InetSocketAddress taken = member.frontEnd.address();

        assertThatThrownBy(() ->
                        new TestMember("n9", taken.getPort(), FrontEndLimits.defaults(), TestMember.quietly()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(taken.getPort()));
        assertThat(InetAddress.getLoopbackAddress()).isEqualTo(taken.getAddress());
    }

    // A read tells when draining has begun: accepted before that, refused after it.
    private static ErrorCode firstRefusal(RawClient client) throws IOException {
        for (int i = 100; ; i++) {
            Response response = client.ask(range(i));
            if (response.hasError()) {
                return response.getError().getCode();
            }
        }
    }

    private void awaitProposals(int count) {
        await().atMost(TestMember.soon()).until(() -> member.log.proposals().size() == count);
    }
}
