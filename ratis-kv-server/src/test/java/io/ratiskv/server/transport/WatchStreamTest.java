package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchListRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.mvcc.KeyEvents;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.watch.EventBatch;
import io.ratiskv.server.watch.WatchLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches over real sockets. */
class WatchStreamTest {
    private TestMember member = member(FrontEndLimits.defaults());
    private long revision = 1;

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void a_watch_is_one_request_whose_answers_go_on() throws IOException {
        try (RawClient client = member.client()) {
            Response created = client.ask(watch(7, "a"));
            assertThat(created.getRequestId()).isEqualTo(7);
            assertThat(created.getContinues()).isTrue();
            assertThat(created.getWatch().getKind()).isEqualTo(WatchResponse.Kind.CREATED);

            happen("a", "1");
            happen("b", "1");
            happen("a", "2");

            List<String> values = new ArrayList<>();
            while (values.size() < 2) {
                Response response = client.receive();
                assertThat(response.getRequestId()).isEqualTo(7);
                assertThat(response.getContinues()).isTrue();
                response.getWatch()
                        .getEventsList()
                        .forEach(event -> values.add(event.getKv().getValue().toStringUtf8()));
            }
            assertThat(values).containsExactly("1", "2");
        }
    }

    @Test
    void a_cancelled_watch_ends_and_its_connection_goes_on() throws IOException {
        try (RawClient client = member.client()) {
            client.ask(watch(7, "a"));
            client.send(control(8, 7)
                    .setWatchControl(
                            WatchControlRequest.newBuilder().setWatch(7).setCancel(true)));
            Response last = client.receive();
            Response answer = client.receive();

            assertThat(last.getWatch().getKind()).isEqualTo(WatchResponse.Kind.CANCELED);
            assertThat(last.getContinues()).isFalse();
            assertThat(answer.getRequestId()).isEqualTo(8);
            assertThat(answer.getWatchControl().getFound()).isTrue();
            assertThat(client.ask(control(9, 7)).getWatchControl().getFound()).isFalse();
            assertThat(client.ask(watch(7, "a")).getWatch().getKind()).isEqualTo(WatchResponse.Kind.CREATED);
        }
    }

    @Test
    void watches_belong_to_their_connection() throws IOException {
        try (RawClient client = member.client();
                RawClient other = member.client()) {
            client.ask(watch(7, "a"));

            assertThat(other.ask(control(8, 7)).getWatchControl().getFound()).isFalse();
        }
        await().until(() -> member.watches.watches() == 0);
    }

    @Test
    void what_is_wrong_with_a_watch_is_named() throws IOException {
        try (RawClient client = member.client()) {
            assertThat(refused(client, WatchRequest.newBuilder()).getField()).isEqualTo("watch.key");
            assertThat(refused(client, key("b").setRangeEnd(ByteString.copyFromUtf8("a")))
                            .getField())
                    .isEqualTo("watch.range_end");
            assertThat(refused(client, key("a").setNoPut(true).setNoDelete(true))
                            .getField())
                    .isEqualTo("watch.no_put");
            assertThat(refused(client, key("a").setSnapshot(true).setStartRevision(3))
                            .getField())
                    .isEqualTo("watch.start_revision");
            assertThat(refused(client, key("a").setStartRevision(-1)).getField())
                    .isEqualTo("watch.start_revision");
            Error future = refused(client, key("a").setStartRevision(9));
            assertThat(future.getCode()).isEqualTo(ErrorCode.FUTURE_REVISION);
            assertThat(future.getRevision()).isEqualTo(1);
        }
    }

    @Test
    void one_connection_may_have_so_many_watches_and_they_are_no_open_requests() throws IOException {
        member.close();
        member = member(limits(4, Duration.ofSeconds(30), Duration.ofHours(1)));
        try (RawClient client = member.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask(watch(10 + i, "a")).hasWatch()).isTrue();
            }
            client.send(watch(50, "a"));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.TOO_MANY_WATCHES);
            assertThat(error.getLimit()).isEqualTo(10);
        }
    }

    @Test
    void a_connection_with_a_watch_is_not_idle() throws IOException {
        member.close();
        member = member(limits(4, Duration.ofMillis(50), Duration.ofMillis(100)));
        try (RawClient idle = member.client();
                RawClient watching = member.client()) {
            watching.ask(watch(7, "a"));

            assertThat(idle.isClosedByServer()).isTrue();
            happen("a", "1");
            assertThat(value(watching.receive())).isEqualTo("1");
        }
    }

    @Test
    void a_member_that_stops_ends_its_watches_with_a_word() throws IOException {
        try (RawClient client = member.client()) {
            client.ask(watch(7, "a"));
            member.frontEnd.close(TestMember.soon());
            Response last = client.receive();

            assertThat(last.getRequestId()).isEqualTo(7);
            assertThat(last.getContinues()).isFalse();
            assertThat(last.getError().getCode()).isEqualTo(ErrorCode.SHUTTING_DOWN);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void watches_can_be_listed() throws IOException {
        try (RawClient client = member.client();
                RawClient operator = member.client()) {
            client.send(Request.newBuilder().setRequestId(7).setWatch(key("a").setName("mine")));
            client.receive();
            happen("a", "1");
            client.receive();
            Response list = operator.ask(
                    Request.newBuilder().setRequestId(8).setWatchList(WatchListRequest.getDefaultInstance()));

            WatchStatus status = list.getWatchList().getWatches(0);
            assertThat(status.getName()).isEqualTo("mine");
            assertThat(status.getClientName()).isEqualTo("raw/1");
            assertThat(status.getRemote()).contains("127.0.0.1:");
            assertThat(status.getRevision()).isEqualTo(2);
            assertThat(status.getSynced()).isTrue();
            assertThat(status.getEvents()).isEqualTo(1);
            assertThat(status.getWindowUsedBytes()).isEqualTo(status.getBytes());
        }
    }

    @Test
    void a_client_that_reads_nothing_is_sent_its_window_and_no_more() throws IOException {
        try (RawClient stuck = new RawClient(member.frontEnd.address(), 4_096).greeted();
                RawClient healthy = member.client()) {
            stuck.ask(watch(7, "a"));
            healthy.ask(watch(7, "a"));
            String large = "x".repeat(8_192);
            for (int i = 0; i < 200; i++) {
                happen("a", large);
                Response response = healthy.receive();
                assertThat(value(response)).isEqualTo(large);
                healthy.send(control(100 + i, 7)
                        .setWatchControl(WatchControlRequest.newBuilder()
                                .setWatch(7)
                                .setConsumedBytes(response.getWatch().getSerializedSize())));
                assertThat(healthy.receive().getWatchControl().getFound()).isTrue();
            }
            WatchStatus status = member.watches.list().join().getWatchesList().stream()
                    .filter(WatchStatus::getBlocked)
                    .findFirst()
                    .orElseThrow();

            assertThat(status.getBytes()).isLessThan(64 * 1024 + 10_000);
            assertThat(status.getSynced()).isFalse();
        }
    }

    private void happen(String key, String value) {
        long before = revision++;
        member.watches.changed(new EventBatch(before, revision, 0, List.of(KeyEvents.put(key, value, revision))));
    }

    private static String value(Response response) {
        return response.getWatch().getEvents(0).getKv().getValue().toStringUtf8();
    }

    private static WatchRequest.Builder key(String key) {
        return WatchRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
    }

    private static Request.Builder watch(long id, String key) {
        return Request.newBuilder().setRequestId(id).setWatch(key(key));
    }

    private static Request.Builder control(long id, long watch) {
        return Request.newBuilder()
                .setRequestId(id)
                .setWatchControl(WatchControlRequest.newBuilder().setWatch(watch));
    }

    private static Error refused(RawClient client, WatchRequest.Builder watch) throws IOException {
        client.send(Request.newBuilder().setRequestId(99).setWatch(watch));
        return client.refused();
    }

    private static TestMember member(FrontEndLimits limits) {
        try {
            WatchLimits d = WatchLimits.defaults();
            return new TestMember(
                    "n1",
                    0,
                    limits,
                    BatchLimits.defaults(),
                    new WatchLimits(
                            10,
                            d.watchesMax(),
                            d.windowBytesMax(),
                            d.progressDefault(),
                            d.progressMin(),
                            d.handOverBytesMax(),
                            d.recentBytesMax(),
                            d.frameBytes(),
                            d.catchUpsMax(),
                            d.listBytesMax()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static FrontEndLimits limits(int inFlight, Duration frameTimeout, Duration idleTimeout) {
        FrontEndLimits d = FrontEndLimits.defaults();
        return new FrontEndLimits(
                d.frameBytesMax(),
                d.keyBytesMax(),
                d.txnOperationsMax(),
                inFlight,
                d.connectionsMax(),
                d.partialFrameBytesMax(),
                d.replyBytesHigh(),
                d.replyBytesLow(),
                d.replyBytesMax(),
                d.defaultDeadline(),
                d.deadlineMax(),
                d.helloTimeout(),
                idleTimeout,
                frameTimeout,
                d.retryAfter());
    }
}
