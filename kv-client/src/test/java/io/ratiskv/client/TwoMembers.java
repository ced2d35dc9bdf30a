package io.ratiskv.client;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A client of two members that have one store, and do as their scripts say. */
abstract class TwoMembers {
    final FakeStore store = new FakeStore();
    final FakeMember one = FakeMember.start(store);
    final FakeMember two = FakeMember.start(store);
    final KvClient db = builder(one, two).build();

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        one.close();
        two.close();
    }

    static KvClientBuilder builder(FakeMember... members) {
        return KvClient.builder()
                .endpoints(List.of(members).stream().map(FakeMember::address).toList())
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(500));
    }
}
