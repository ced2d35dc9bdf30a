package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that members would refuse for overload do not all reach them. */
class ThrottlingTest {
    private static final int CALLS = 1_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeMember leader = FakeMember.start(new FakeStore());

    @AfterEach
    void close() {
        leader.close();
    }

    /** Counts over so long that a slow machine is not taken for one whose members have recovered. */
    private KvClientBuilder builder() {
        return KvClient.builder()
                .endpoints(leader.address())
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofSeconds(10))
                .throttling(new Throttling(1.2, LONG));
    }

    private void refuse(BodyCase what) {
        leader.script(request -> request.getBodyCase() == what
                ? Action.error(Error.newBuilder().setCode(ErrorCode.OVERLOADED).setRetryAfterMs(30_000))
                : Action.SERVE);
    }

    @Test
    void of_writes_that_members_refuse_the_client_refuses_most_by_itself() {
        refuse(BodyCase.PUT);
        try (KvClient db = builder().build()) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> db.put("a", "1")).isInstanceOfSatisfying(OverloadedException.class, e -> {
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(e.getStackTrace()).as("of the caller").isNotEmpty();
                });
            }
            // One in twenty, and the first few.
            assertThat(leader.seen(BodyCase.PUT)).hasSizeBetween(20, 200);
        }
    }

    @Test
    void reads_go_on_while_writes_are_refused_and_held_back() {
        refuse(BodyCase.PUT);
        try (KvClient db = builder().build()) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> db.put("a", "1")).isInstanceOf(OverloadedException.class);
                assertThat(db.get("a")).isEmpty();
            }
        }
    }

    @Test
    void reads_that_members_refuse_are_held_back_as_well() {
        refuse(BodyCase.RANGE);
        try (KvClient db = builder().build()) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> db.get("a")).isInstanceOf(OverloadedException.class);
            }
            assertThat(leader.seen(BodyCase.RANGE)).hasSizeBetween(20, 200);
            db.put("a", "1");
        }
    }

    @Test
    void while_the_client_may_ask_again_nothing_is_held_back() {
        AtomicInteger puts = new AtomicInteger();
        leader.script(request -> request.hasPut() && puts.getAndIncrement() % 2 == 0
                ? Action.error(Error.newBuilder().setCode(ErrorCode.OVERLOADED).setRetryAfterMs(1))
                : Action.SERVE);
        try (KvClient db = builder().build()) {
            for (int i = 0; i < 90; i++) {
                db.put("a", "1");
            }
        }
    }

    @Test
    void without_throttling_every_call_is_sent() {
        refuse(BodyCase.PUT);
        try (KvClient db = builder().withoutThrottling().build()) {
            for (int i = 0; i < 200; i++) {
                assertThatThrownBy(() -> db.put("a", "1")).isInstanceOf(OverloadedException.class);
            }
            assertThat(leader.seen(BodyCase.PUT)).hasSizeGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void settings_out_of_bounds_are_refused_by_name() {
        assertThatThrownBy(() -> new Throttling(1, LONG))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("throttling.multiplier");
        assertThatThrownBy(() -> new Throttling(1.2, Duration.ofMillis(99)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("throttling.window");
    }
}
