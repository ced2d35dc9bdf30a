package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogTimeBound;
import io.ratiskv.server.read.Leadership.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberConnectionsTest {
    private static final long PATIENCE_SECONDS = 60;

    private final NetLoops loops = new NetLoops(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LogTimeBound logTime = new LogTimeBound(OptionalLong::empty, System::nanoTime);
    private final MemberConnections connections = connections(Duration.ofSeconds(PATIENCE_SECONDS / 2));

    MemberConnectionsTest() {
        timer.scheduleAtFixedRate(connections::tick, 10, 10, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void close() {
        connections.close();
        timer.shutdownNow();
        loops.close();
    }

    @Test
    void a_member_is_asked_for_its_term_and_a_leader_for_an_index() throws Exception {
        try (TestMember member = member("n1", 0)) {
            member.term = OptionalLong.of(7);

            assertThat(term(peer("n1", member))).isEqualTo(7);
            assertThat(connections.readIndexFrom(peer("n1", member)).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(10);
        }
    }

    @Test
    void one_connection_serves_all_questions() throws Exception {
        try (TestMember member = member("n1", 0)) {
            for (int i = 0; i < 100; i++) {
                term(peer("n1", member));
            }

            assertThat(member.frontEnd.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_member_that_is_gone_fails_fast_and_is_found_again_when_it_is_back() throws Exception {
        int port;
        try (TestMember member = member("n1", 0)) {
            port = member.frontEnd.address().getPort();
            term(peer("n1", member));
        }
        Peer peer = new Peer("n1", "127.0.0.1:" + port);
        assertThatThrownBy(() -> term(peer)).hasMessageContaining("n1");

        try (TestMember back = member("n1", port)) {
            back.term = OptionalLong.of(9);
            await().atMost(TestMember.soon()).ignoreExceptions().until(() -> term(peer) == 9);
        }
    }

    @Test
    void a_member_that_answers_under_another_name_does_not_count() throws Exception {
        try (TestMember member = member("n3", 0)) {
            Peer wrong = new Peer("n1", "127.0.0.1:" + member.frontEnd.address().getPort());

            assertThatThrownBy(() -> term(wrong)).hasMessageContaining("calls itself n3");
        }
    }

    @Test
    void a_member_of_another_cluster_does_not_count() throws Exception {
        MemberConnections others = new MemberConnections(
                loops, "shop", "n2", MemberConnections.Limits.defaults(), Runnable::run, System::nanoTime, logTime);
        try (TestMember member = member("n1", 0)) {
            assertThatThrownBy(() -> others.termOf(peer("n1", member)).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("WRONG_CLUSTER");
        } finally {
            others.close();
        }
    }

    @Test
    void a_member_that_will_not_say_its_term_does_not_count() throws Exception {
        try (TestMember member = member("n1", 0)) {
            member.term = OptionalLong.empty();

            assertThatThrownBy(() -> term(peer("n1", member))).hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void a_member_that_does_not_lead_gives_no_index() throws Exception {
        try (TestMember member = member("n1", 0)) {
            member.group.become(FakeLog.follower(3));

            assertThatThrownBy(
                            () -> connections.readIndexFrom(peer("n1", member)).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("n1");
        }
    }

    @Test
    void a_leader_that_is_not_ready_gives_no_index() throws Exception {
        try (TestMember member = member("n1", 0)) {
            member.group.become(new LogStatus(LogStatus.Role.LEADER, 3, false, "n1", "h:1", 5, 5));

            assertThatThrownBy(
                            () -> connections.readIndexFrom(peer("n1", member)).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void a_host_that_does_not_exist_is_named() {
        assertThatThrownBy(() -> term(new Peer("n9", "no-such-host.invalid:7100")))
                .hasMessageContaining("no such host")
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void a_member_that_accepts_and_says_nothing_times_out_and_questions_stay_bounded() throws Exception {
        MemberConnections hasty = connections(Duration.ofMillis(500));
        timer.scheduleAtFixedRate(hasty::tick, 10, 10, TimeUnit.MILLISECONDS);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Peer peer = new Peer("n1", "127.0.0.1:" + silent.getLocalPort());
            CompletableFuture<Long> first = hasty.termOf(peer);
            for (int i = 0; i < 7; i++) {
                hasty.termOf(peer);
            }
            assertThat(hasty.termOf(peer)).isCompletedExceptionally();

            assertThatThrownBy(() -> first.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("does not answer");
            await().atMost(TestMember.soon()).until(() -> !hasty.termOf(peer).isCompletedExceptionally());
        } finally {
            hasty.close();
        }
    }

    @Test
    void a_question_without_an_answer_ends_when_its_alarm_goes_off_and_nobody_looks_before() throws Exception {
        Duration timeout = Duration.ofMillis(500);
        MemberConnections alarmed = connections(timeout);
        AlarmClock alarm = new AlarmClock(AlarmClock.Scheduler.of(timer), System::nanoTime);
        AtomicInteger looks = new AtomicInteger();
        alarm.runs("look", () -> {
            looks.incrementAndGet();
            alarmed.tick();
        });
        alarmed.tickedBy(alarm);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Long> question = alarmed.termOf(new Peer("n1", "127.0.0.1:" + silent.getLocalPort()));
            assertThatThrownBy(() -> question.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("does not answer");
            assertThat(looks).hasValueLessThan(10);
        } finally {
            alarmed.close();
        }
    }

    @Test
    void after_closing_nobody_is_asked() {
        connections.close();

        assertThat(connections.termOf(new Peer("n1", "127.0.0.1:1"))).isCompletedExceptionally();
    }

    private MemberConnections connections(Duration timeout) {
        return new MemberConnections(
                loops,
                "test",
                "n2",
                new MemberConnections.Limits(timeout, Duration.ofMillis(20), 8),
                Runnable::run,
                System::nanoTime,
                logTime);
    }

    private long term(Peer peer) throws Exception {
        return connections.termOf(peer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Peer peer(String id, TestMember member) {
        InetSocketAddress address = member.frontEnd.address();
        return new Peer(id, "127.0.0.1:" + address.getPort());
    }

    private static TestMember member(String id, int port) throws IOException {
        return new TestMember(id, port, FrontEndLimits.defaults(), TestMember.quietly());
    }
}
