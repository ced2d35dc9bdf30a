package io.ratiskv.client;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Two members that have one store, and do as their scripts say; each test has clients of its own. */
abstract class LeaderAndFollower {
    private static final Duration ATTEMPT = Duration.ofMillis(100);

    final FakeStore store = new FakeStore();
    final FakeMember leader = FakeMember.start(store);
    final FakeMember follower = FakeMember.start(store);

    @AfterEach
    void close() {
        leader.close();
        follower.close();
    }

    /** Soon asks again where it is not answered. */
    static KvClientBuilder builder(FakeMember... members) {
        return TwoMembers.builder(members).attemptTimeout(ATTEMPT);
    }
}
