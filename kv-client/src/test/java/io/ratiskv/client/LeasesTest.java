package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.Welcome;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases and fences as they go over the wire. */
class LeasesTest {
    // Long enough not to end while a busy machine stalls.
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);
    private final KvClient db = client(1_024);

    private KvClient client(int inFlightMax) {
        return KvClient.builder()
                .endpoints(member.address())
                .inFlightMax(inFlightMax)
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        member.close();
    }

    private int keepAlives() {
        return member.seen(BodyCase.LEASE_KEEP_ALIVE).size();
    }

    @Test
    void a_lease_is_kept_alive_until_it_is_closed() {
        Lease lease = db.leases().grant(SHORT);
        await().until(() -> keepAlives() > 1);
        assertThat(lease.state()).isEqualTo(Lease.State.ALIVE);
        assertThat(member.seen(BodyCase.LEASE_KEEP_ALIVE))
                .allSatisfy(request -> assertThat(request.hasWriteId()).isFalse());
        lease.close();
        assertThat(store.leases().ids()).isEmpty();
        assertThat(lease.state()).isEqualTo(Lease.State.CLOSED);
    }

    @Test
    void who_is_interrupted_closes_it_all_the_same() {
        Lease lease = db.leases().grant(LONG);
        // It has to be said again.
        member.next(BodyCase.LEASE_REVOKE, Action.BREAK);
        Thread.currentThread().interrupt();
        lease.close();
        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> store.leases().ids().isEmpty());
    }

    @Test
    void a_lease_that_was_granted_after_the_caller_had_cancelled_is_revoked() {
        CountDownLatch cancelled = new CountDownLatch(1);
        member.next(BodyCase.LEASE_GRANT, (serving, request, out) -> {
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(e.getMessage());
            }
            Action.SERVE.run(serving, request, out);
        });
        CompletableFuture<Lease> granting = db.async().leases().grant(LONG);
        granting.cancel(true);
        cancelled.countDown();
        await().until(() -> !member.seen(BodyCase.LEASE_REVOKE).isEmpty());
        await().until(() -> store.leases().ids().isEmpty());
    }

    @Test
    void the_caller_may_choose_the_id() {
        assertThat(db.leases().grant(LONG, 7).id()).isEqualTo(7);
        assertThat(db.leases().grantOnce(LONG, 8)).isEqualTo(8);
        assertThat(db.leases().grantOnce(LONG)).isGreaterThan(8);
        assertThatThrownBy(() -> db.leases().grant(LONG, 7)).isInstanceOf(LeaseExistsException.class);
        assertThatThrownBy(() -> db.leases().grant(LONG, 0)).hasMessageContaining("must be above 0");
    }

    @Test
    void times_out_of_range_are_refused_by_name() {
        for (Duration ttl : List.of(Duration.ofMillis(99), Duration.ofHours(24).plusMillis(1))) {
            assertThatThrownBy(() -> db.leases().grant(ttl))
                    .isInstanceOfSatisfying(
                            InvalidArgumentException.class,
                            e -> assertThat(e).hasMessageContaining("lease_grant.ttl_ms"));
        }
        assertThat(member.seen()).isEmpty();
    }

    @Test
    void a_lost_answer_to_a_grant_makes_no_second_lease() {
        db.put("a", "1");
        member.next(BodyCase.LEASE_GRANT, Action.SERVE_AND_BREAK);
        long id = db.leases().grantOnce(LONG);
        assertThat(store.leases().ids()).containsExactly(id);
    }

    @Test
    void calls_about_leases_that_are_gone_say_so() {
        Leases leases = db.leases();
        assertThatThrownBy(() -> leases.keepAlive(5)).isInstanceOf(LeaseNotFoundException.class);
        assertThatThrownBy(() -> leases.revoke(5)).isInstanceOf(LeaseNotFoundException.class);
        assertThatThrownBy(() -> leases.timeToLive(5, true)).isInstanceOf(LeaseNotFoundException.class);
        assertThatThrownBy(() -> db.async().leases().keepAlive(5).join())
                .hasCauseInstanceOf(LeaseNotFoundException.class);
    }

    @Test
    void too_many_leases_are_a_limit_with_its_number() {
        member.next(
                BodyCase.LEASE_GRANT,
                Action.error(
                        Error.newBuilder().setCode(ErrorCode.TOO_MANY_LEASES).setLimit(10_000)));
        assertThatThrownBy(() -> db.leases().grant(LONG))
                .isInstanceOfSatisfying(
                        LimitReachedException.class, e -> assertThat(e.limit()).isEqualTo(10_000));
    }

    @Test
    void the_list_is_whole_however_many_pages_it_has() {
        for (long id = 1; id <= 5; id++) {
            db.leases().grantOnce(LONG, id);
        }
        assertThat(db.leases().list()).extracting(LeaseInfo::id).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(db.async().leases().list().join()).hasSize(5);
        assertThat(member.seen(BodyCase.LEASE_LIST)).hasSize(6);
        assertThat(db.leases().timeToLive(3, false)).isEqualTo(new LeaseInfo(3, LONG, LONG.dividedBy(2), 3, List.of()));
    }

    @Test
    void keep_alives_do_not_wait_for_calls_that_are_open() {
        try (KvClient busy = client(2)) {
            Lease lease = busy.leases().grant(SHORT);
            member.script(request -> request.hasPut() ? Action.LOSE_REQUEST : Action.SERVE);
            CompletableFuture<?> one = busy.async().put("a", "1");
            CompletableFuture<?> two = busy.async().put("b", "1");
            assertThatThrownBy(() -> busy.async().put("c", "1").join()).hasCauseInstanceOf(OverloadedException.class);
            int before = keepAlives();
            await().until(() -> keepAlives() > before);
            assertThat(lease.state()).isEqualTo(Lease.State.ALIVE);
            assertThat(one).isNotDone();
            assertThat(two).isNotDone();
            busy.close(Duration.ZERO);
        }
    }

    @Test
    void keep_alives_go_before_whatever_waits_for_room_on_the_connection() {
        member.welcome(Welcome.newBuilder().setVersion(1).setInFlightMax(1));
        try (KvClient busy = client(1_024)) {
            busy.leases().grant(SHORT);
            // The member takes one request at a time, and is slow.
            member.pause();
            for (int i = 0; i < 100; i++) {
                busy.async().put("a", "1");
            }
            await().until(() -> busy.async().get("a").cancel(true));
            int seen = member.seen().size();
            await().pollDelay(SHORT.dividedBy(2)).until(() -> true);
            member.resume();
            await().until(() -> member.seen().size() > seen + 50);
            List<Request> after = member.seen().subList(seen, seen + 50);
            assertThat(after.subList(0, 10)).anyMatch(Request::hasLeaseKeepAlive);
        }
    }

    @Test
    void a_lease_that_the_store_has_ended_is_lost() {
        Lease lease = db.leases().grant(SHORT);
        List<Lease.State> told = new CopyOnWriteArrayList<>();
        lease.onState(told::add);
        store.leases().end(lease.id());
        await().until(() -> lease.state() == Lease.State.LOST);
        await().until(() -> told.contains(Lease.State.LOST));
        assertThat(told).startsWith(Lease.State.ALIVE).endsWith(Lease.State.LOST);
    }

    @Test
    void listeners_may_wait_for_the_client() {
        Lease lease = db.leases().grant(SHORT);
        CompletableFuture<Long> written = new CompletableFuture<>();
        lease.onState(state -> written.complete(db.put("state", state.name()).revision()));
        assertThat(written.join()).isGreaterThan(1);
    }

    @Test
    void a_client_that_closes_revokes_what_it_keeps_and_leaves_what_it_gave_up() {
        Lease kept = db.leases().grant(LONG);
        Lease later = db.async().leases().grant(LONG).join();
        Lease abandoned = db.leases().grant(LONG);
        abandoned.abandon();
        long once = db.leases().grantOnce(LONG);
        db.close();
        assertThat(store.leases().ids()).containsExactly(abandoned.id(), once);
        assertThat(kept.state()).isEqualTo(Lease.State.CLOSED);
        assertThat(later.state()).isEqualTo(Lease.State.CLOSED);
        assertThatThrownBy(() -> db.leases().grant(LONG)).isInstanceOf(ClientClosedException.class);
    }

    @Test
    void closing_does_not_wait_long_for_a_member_that_keeps_silent() {
        db.leases().grant(LONG);
        member.script(request -> Action.LOSE_REQUEST);
        long begun = System.nanoTime();
        db.close(Duration.ofMillis(100));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void closing_a_lease_that_is_gone_is_no_failure() {
        Lease lease = db.leases().grant(LONG);
        store.leases().end(lease.id());
        lease.close();
        assertThat(lease.state()).isEqualTo(Lease.State.CLOSED);
    }

    @Test
    void ranges_are_protected_and_set_free() {
        Admin admin = db.admin();
        assertThat(admin.protect(KeyRange.prefix("jobs/"))).isTrue();
        assertThat(admin.protect(KeyRange.prefix("jobs/"))).isFalse();
        assertThat(admin.protectedRanges()).containsExactly(new ProtectedRange(KeyRange.prefix("jobs/"), 0));
        assertThat(db.async().admin().unprotect(KeyRange.prefix("jobs/")).join())
                .isTrue();
        assertThat(db.async().admin().protectedRanges().join()).isEmpty();
    }

    @Test
    void fences_go_with_every_write_of_the_view_and_with_no_other() {
        Kv fenced = db.withFences(Fence.of("jobs/", 7), Fence.of(9));
        fenced.put("jobs/1", "x");
        fenced.transact(tx -> {
            tx.put("jobs/2", "y");
            return 0;
        });
        fenced.get("jobs/1");
        db.put("other", "z");
        List<Request> puts = member.seen(BodyCase.PUT);
        assertThat(puts.get(0).getFencesList())
                .extracting(fence -> fence.getKey().toStringUtf8() + fence.getToken())
                .containsExactly("jobs/7", "9");
        assertThat(member.seen(BodyCase.COMMIT).get(0).getFencesCount()).isEqualTo(2);
        assertThat(member.seen(BodyCase.RANGE).get(0).getFencesCount()).isZero();
        assertThat(puts.get(1).getFencesCount()).isZero();
    }

    @Test
    void a_stale_fence_names_the_key_and_the_newest_token() {
        member.next(
                BodyCase.PUT,
                Action.error(Error.newBuilder()
                        .setCode(ErrorCode.FENCE_STALE)
                        .setKey(com.google.protobuf.ByteString.copyFromUtf8("jobs/1"))
                        .setActual(12)));
        assertThatThrownBy(() -> db.withFences(Fence.of(7)).put("jobs/1", "x"))
                .isInstanceOfSatisfying(FenceException.class, e -> {
                    assertThat(e.key()).isEqualTo(Bytes.of("jobs/1"));
                    assertThat(e.newestToken()).isEqualTo(12);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                });
    }
}
