package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Consistency;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.StaleReadException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How old a read may be. */
interface FreshnessContract extends Surroundings {
    @Test
    default void what_one_client_was_told_every_other_one_sees_through_any_member() {
        for (Member member : cluster().members()) {
            try (KvClient there = client().endpoints(member.endpoint()).build()) {
                for (int i = 0; i < 10; i++) {
                    db().put(key("a"), member.id() + i);
                    assertThat(there.get(key("a")).orElseThrow().valueText()).isEqualTo(member.id() + i);
                }
            }
        }
    }

    @Test
    default void a_local_read_sees_the_write_in_the_end() {
        db().put(key("a"), "1");
        for (Member member : cluster().members()) {
            try (KvClient there = client().endpoints(member.endpoint())
                    .consistency(Consistency.LOCAL)
                    .build()) {
                await().atMost(DEADLINE).until(() -> there.get(key("a")).isPresent());
            }
        }
    }

    @Test
    default void a_read_that_names_a_revision_waits_for_it() {
        for (Member member : cluster().members()) {
            try (KvClient there = client().endpoints(member.endpoint()).build()) {
                for (int i = 0; i < 10; i++) {
                    long revision = db().put(key("a"), "" + i).revision();
                    RangeResult byView = there.withConsistency(Consistency.LOCAL)
                            .withMinRevision(revision)
                            .range(Range.key(key("a")));
                    assertThat(byView.revision()).isGreaterThanOrEqualTo(revision);
                    assertThat(byView.entries().get(0).valueText()).isEqualTo("" + i);
                    RangeResult byCall = there.range(
                            Range.key(key("a")).consistency(Consistency.LOCAL).minRevision(revision));
                    assertThat(byCall.entries().get(0).valueText()).isEqualTo("" + i);
                }
            }
        }
    }

    @Test
    default void a_read_that_names_a_revision_that_does_not_come_ends_in_time() {
        long now = db().put(key("a"), "1").revision();
        Duration patience = Duration.ofMillis(500);
        UnavailableException waited = refused(
                UnavailableException.class,
                () -> db().withDeadline(patience)
                        .withConsistency(Consistency.LOCAL)
                        .withMinRevision(now + 1_000_000)
                        .get(key("a")));
        assertThat(waited.retryable()).isTrue();
    }

    @Test
    default void a_bounded_read_says_its_age_and_keeps_the_bound() {
        db().put(key("a"), "1");
        Duration bound = Duration.ofSeconds(5);
        await().atMost(DEADLINE).until(() -> {
            RangeResult read = db().withConsistency(Consistency.bounded(bound)).range(Range.key(key("a")));
            assertThat(read.age()).isBetween(Duration.ZERO, bound);
            return !read.entries().isEmpty();
        });
        Duration tight = Duration.ofMillis(1);
        try {
            RangeResult read = db().withDeadline(Duration.ofMillis(500))
                    .withConsistency(Consistency.bounded(tight))
                    .range(Range.key(key("a")));
            assertThat(read.age()).isLessThanOrEqualTo(tight);
        } catch (StaleReadException refused) {
            assertThat(refused.age()).isGreaterThanOrEqualTo(tight);
        }
    }

    @Test
    default void a_linearizable_read_has_no_age() {
        db().put(key("a"), "1");
        assertThat(db().range(Range.key(key("a"))).age()).isZero();
    }
}
