package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratiskv.client.Consistency;
import io.ratiskv.client.Kv;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreeMemberContractIT extends KvContract {
    /** Far beyond the two calls that are to end, and what they would take if they had no deadline of their own. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    ThreeMemberContractIT() {
        super(3);
    }

    @Test
    void without_a_majority_nothing_is_pretended_and_afterwards_everything_is_told() {
        db().put(key("a"), "1");
        Member leader = cluster().awaitLeader(DEADLINE);
        List<Member> followers =
                cluster().members().stream().filter(member -> member != leader).toList();
        try (KvClient client = client().deadline(PATIENCE).build()) {
            Kv hurried = client.withDeadline(Duration.ofSeconds(2));
            client.put(key("a"), "2");
            KvException written;
            followers.forEach(member -> member.process().pause());
            try {
                long begun = System.nanoTime();
                written = catchThrowableOfType(KvException.class, () -> hurried.put(key("a"), "3"));
                assertThat(written).isInstanceOfAny(OutcomeUnknownException.class, UnavailableException.class);
                assertThat(catchThrowableOfType(UnavailableException.class, () -> hurried.get(key("a"))))
                        .isNotNull();
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
                assertThat(client.withConsistency(Consistency.LOCAL)
                                .get(key("a"))
                                .orElseThrow()
                                .valueText())
                        .isIn("1", "2");
            } finally {
                followers.forEach(member -> member.process().resume());
            }
            cluster().awaitLeader(PATIENCE);
            cluster().awaitServing(PATIENCE);
            boolean applied = false;
            if (written instanceof OutcomeUnknownException unknown) {
                Resolution told = client.resolve(unknown.id());
                assertThat(told.outcome()).isIn(Outcome.APPLIED, Outcome.NOT_APPLIED);
                applied = told.outcome() == Outcome.APPLIED;
            }
            assertThat(client.get(key("a")).orElseThrow().valueText()).isEqualTo(applied ? "3" : "2");
            client.put(key("a"), "4");
        }
    }
}
