package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.ProtectedRangesRequest;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.ReadIndexRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.SnapshotRequest;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.TermRequest;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.Welcome;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrontEndTest {
    private TestMember member = member(limits(1_024, 10_000, Duration.ofSeconds(30)));

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void the_welcome_says_who_we_are_and_what_we_take() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            Welcome welcome = client.ask(Request.newBuilder().setRequestId(1).setHello(RawClient.hello()))
                    .getWelcome();

            assertThat(welcome.getVersion()).isEqualTo(1);
            assertThat(welcome.getClusterId()).isEqualTo("test");
            assertThat(welcome.getMemberId()).isEqualTo("n1");
            assertThat(welcome.getLeader().getClientAddress()).isEqualTo("host1:7100");
            assertThat(welcome.getFrameBytesMax())
                    .isEqualTo(FrontEndLimits.defaults().frameBytesMax());
            assertThat(welcome.getInFlightMax()).isEqualTo(1_024);
        }
    }

    @Test
    void a_client_that_speaks_only_later_versions_is_told_what_we_speak() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setVersionMin(7).setVersionMax(9)));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
            assertThat(error.getMessage()).contains("7 to 9").contains("1 to 1");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_client_that_speaks_later_versions_too_gets_ours() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            Response response = client.ask(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setVersionMax(9)));

            assertThat(response.getWelcome().getVersion()).isEqualTo(1);
        }
    }

    @Test
    void a_client_of_another_cluster_is_told_both_names() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setClusterId("shop")));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.WRONG_CLUSTER);
            assertThat(error.getMessage()).contains("shop").contains("test");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void the_first_request_must_be_hello() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(RawClient.put(5, "a", 1));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void bytes_of_another_protocol_are_refused_with_a_hint_and_the_end() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(error.getMessage()).contains("right port");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_frame_that_is_no_request_ends_its_connection_and_no_other() throws IOException {
        member.log.commitAtOnce();
        try (RawClient bad = member.client();
                RawClient good = member.client()) {
            bad.bytes(3, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});

            assertThat(bad.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(bad.isClosedByServer()).isTrue();
            assertThat(good.ask(RawClient.put(2, "a", 1)).getRequestId()).isEqualTo(2);
        }
    }

    @Test
    void a_request_without_id_or_a_second_hello_is_malformed() throws IOException {
        try (RawClient noId = member.client();
                RawClient twice = member.client()) {
            noId.send(RawClient.put(0, "a", 1));
            assertThat(noId.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            twice.send(Request.newBuilder().setRequestId(2).setHello(RawClient.hello()));
            assertThat(twice.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
        }
    }

    @Test
    void an_oversized_request_is_refused_by_name_and_the_connection_goes_on() throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            client.send(RawClient.put(7, "a", 2 << 20));
            Response refused = client.receive();
            Error error = refused.getError();

            assertThat(refused.getRequestId()).isEqualTo(7);
            assertThat(error.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(error.getField()).isEqualTo("request");
            assertThat(error.getLimit()).isEqualTo(FrontEndLimits.defaults().frameBytesMax());
            assertThat(error.getActual()).isGreaterThan(2 << 20);
            assertThat(client.ask(RawClient.put(8, "b", 1)).getRequestId()).isEqualTo(8);
        }
    }

    @Test
    void a_frame_longer_than_any_build_takes_is_malformed() throws IOException {
        try (RawClient client = member.client()) {
            client.bytes(Protocol.FRAME_BYTES_MAX + 1, new byte[20]);

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_request_with_a_body_that_this_build_does_not_know_is_refused_and_the_connection_goes_on()
            throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            client.send(Request.newBuilder().setRequestId(2));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(client.ask(RawClient.put(3, "a", 1)).getRequestId()).isEqualTo(3);
        }
    }

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
    void a_full_disk_still_takes_what_frees_space() throws IOException {
        member.gate = Optional.of(Refusal.of(ErrorCode.OUT_OF_SPACE, "the disk is full"));
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            assertThat(client.ask(request(2)
                                    .setCompact(CompactRequest.newBuilder().setRevision(1)))
                            .hasError())
                    .isFalse();
            assertThat(client.ask(request(3)
                                    .setDeleteRange(
                                            DeleteRangeRequest.newBuilder().setKey(utf8("a"))))
                            .hasError())
                    .isFalse();
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
    void leases_and_protected_ranges_can_be_asked_for() throws IOException {
        try (RawClient client = member.client()) {
            assertThat(client.ask(request(2)
                                    .setLeaseTimeToLive(
                                            LeaseTimeToLiveRequest.newBuilder().setId(7)))
                            .getLeaseTimeToLive()
                            .getLease()
                            .getId())
                    .isEqualTo(7);
            assertThat(client.ask(request(3).setLeaseTimeToLive(LeaseTimeToLiveRequest.getDefaultInstance()))
                            .getError()
                            .getField())
                    .isEqualTo("lease_time_to_live.id");
            assertThat(client.ask(request(4)
                                    .setLeaseList(LeaseListRequest.newBuilder().setAfter(3)))
                            .getLeaseList()
                            .getLeases(0)
                            .getId())
                    .isEqualTo(4);
            assertThat(client.ask(request(5)
                                    .setLeaseList(LeaseListRequest.newBuilder().setLimit(-1)))
                            .getError()
                            .getField())
                    .isEqualTo("lease_list.limit");
            assertThat(client.ask(request(6).setProtectedRanges(ProtectedRangesRequest.getDefaultInstance()))
                            .hasProtectedRanges())
                    .isTrue();
        }
    }

    @Test
    void reads_resolves_and_questions_about_the_member_are_answered() throws IOException {
        try (RawClient client = member.client()) {
            assertThat(client.ask(range(2)).getRange().getKvsCount()).isEqualTo(1);
            assertThat(client.ask(request(3)
                                    .setResolve(ResolveRequest.newBuilder().setSequence(4)))
                            .getResolve()
                            .getAnswer()
                            .toStringUtf8())
                    .isEqualTo("0/4");
            assertThat(client.ask(request(4).setStatus(StatusRequest.getDefaultInstance()))
                            .getStatus()
                            .getMemberId())
                    .isEqualTo("n1");
            assertThat(client.ask(request(5).setHash(HashRequest.getDefaultInstance()))
                            .getHash()
                            .getHash())
                    .isEqualTo(77);
            assertThat(client.ask(request(6).setTerm(TermRequest.getDefaultInstance()))
                            .getTerm()
                            .getTerm())
                    .isEqualTo(1);
            assertThat(client.ask(request(7).setReadIndex(ReadIndexRequest.getDefaultInstance()))
                            .getReadIndex()
                            .getIndex())
                    .isEqualTo(10);
        }
    }

    @Test
    void a_member_whose_division_does_not_run_keeps_its_term_to_itself() throws IOException {
        member.term = OptionalLong.empty();
        try (RawClient client = member.client()) {
            client.send(request(2).setTerm(TermRequest.getDefaultInstance()));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void a_fault_behind_the_endpoint_is_an_internal_error_and_the_connection_goes_on() throws IOException {
        try (RawClient client = member.client()) {
            client.send(request(2).setSnapshot(SnapshotRequest.getDefaultInstance()));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(client.ask(range(3)).hasRange()).isTrue();
        }
    }

    @Test
    void a_read_of_the_future_is_refused_with_the_newest_revision() throws IOException {
        try (RawClient client = member.client()) {
            Request.Builder future = range(2);
            future.getRangeBuilder().setRevision(99);
            client.send(future);
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.FUTURE_REVISION);
            assertThat(error.getRevision()).isEqualTo(1);
        }
    }

    @Test
    void a_large_range_comes_as_several_frames_with_the_last_one_marked() throws IOException {
        member.state.become(1, 50, 100_000);
        try (RawClient client = member.client()) {
            client.send(range(2));
            for (int i = 0; i < 49; i++) {
                assertThat(client.receive().getContinues()).isTrue();
            }
            assertThat(client.receive().getContinues()).isFalse();
        }
    }

    @Test
    void a_reader_that_does_not_take_its_pages_holds_the_rest_back() throws IOException {
        member.state.become(1, 1_000, 500_000);
        try (RawClient client = new RawClient(member.frontEnd.address(), 32 * 1024).greeted()) {
            client.send(range(2).setDeadlineMs(60_000));
            await().atMost(TestMember.soon()).until(() -> member.state.pagesRead() > 2);
            await().during(Duration.ofMillis(300)).atMost(TestMember.soon()).until(() -> member.state.pagesRead() < 30);

            for (int i = 0; i < 1_000; i++) {
                assertThat(client.receive().getContinues()).isEqualTo(i < 999);
            }
        }
        await().atMost(TestMember.soon()).until(() -> member.state.openViews() == 0);
    }

    @Test
    void a_reader_that_goes_away_in_the_middle_frees_its_view() throws IOException {
        member.state.become(1, 1_000, 500_000);
        try (RawClient client = new RawClient(member.frontEnd.address(), 32 * 1024).greeted()) {
            client.send(range(2).setDeadlineMs(60_000));
            await().atMost(TestMember.soon()).until(() -> member.state.pagesRead() > 2);
        }

        await().atMost(TestMember.soon()).until(() -> member.state.openViews() == 0);
    }

    @Test
    void a_client_that_asks_and_never_reads_is_not_read_from_either() throws IOException {
        member.state.become(1, 1, 900_000);
        try (RawClient client = new RawClient(member.frontEnd.address(), 32 * 1024).greeted()) {
            for (int i = 0; i < 1_000; i++) {
                client.send(range(i + 2).setDeadlineMs(60_000));
            }
            await().during(Duration.ofMillis(300)).atMost(TestMember.soon()).until(() -> member.state.pagesRead() < 30);

            for (int i = 0; i < 1_000; i++) {
                assertThat(client.receive().hasRange()).isTrue();
            }
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

    private void replace(FrontEndLimits limits) {
        member.close();
        member = member(limits);
    }

    private static TestMember member(FrontEndLimits limits) {
        try {
            return new TestMember(limits, TestMember.quietly());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static Request.Builder request(long id) {
        return Request.newBuilder().setRequestId(id);
    }

    private static Request.Builder range(long id) {
        return request(id)
                .setRange(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setConsistency(Consistency.LINEARIZABLE));
    }

    private static FrontEndLimits limits(int inFlight, int connections, Duration patience) {
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
