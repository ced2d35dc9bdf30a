package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.ProtectedRangesRequest;
import io.ratiskv.protocol.ReadIndexRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.SnapshotRequest;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.TermRequest;
import io.ratiskv.server.fakes.FakeLog;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Reads and questions, and readers that are slow. */
class FrontEndReadsTest extends FrontEndStories {
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
    void a_member_that_cannot_tell_whether_it_is_up_to_date_tells_its_status_only_to_whom_that_is_enough()
            throws IOException {
        try (RawClient client = member.client()) {
            assertThat(client.ask(request(2)
                                    .setStatus(StatusRequest.newBuilder().setFresh(true)))
                            .getStatus()
                            .getMemberId())
                    .isEqualTo("n1");
            member.group.become(FakeLog.leaderless(1));

            assertThat(client.ask(request(3).setStatus(StatusRequest.getDefaultInstance()))
                            .getStatus()
                            .getMemberId())
                    .isEqualTo("n1");
            client.send(request(4).setStatus(StatusRequest.newBuilder().setFresh(true)));
            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.NO_LEADER);
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
}
