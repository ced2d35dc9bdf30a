package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.WatchHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final MemoryClient bob = db.client("bob");
    private final ServiceRegistry alices = ServiceRegistry.of(alice, "services", TTL);
    private final ServiceRegistry bobs = ServiceRegistry.of(bob, "services", TTL);

    private List<String> listed() {
        return bobs.lookup("shop").stream()
                .map(instance -> instance.id() + "=" + instance.payloadText())
                .toList();
    }

    @Test
    void an_instance_is_listed_while_it_is_well() {
        Registration one = alices.register("shop", "s1", "10.0.0.1:80");
        Registration two = bobs.register("shop", "s2", "10.0.0.2:80");
        bobs.register("shops", "other", "x");
        assertThat(listed()).containsExactly("s1=10.0.0.1:80", "s2=10.0.0.2:80");
        one.update(Bytes.of("10.0.0.1:81"));
        two.close();
        assertThat(listed()).containsExactly("s1=10.0.0.1:81");
        assertThatThrownBy(() -> two.update(Bytes.of("x"))).isInstanceOf(IllegalStateException.class);
        db.pass(TTL.multipliedBy(10));
        assertThat(listed()).hasSize(1);
        alice.pause();
        db.pass(TTL);
        assertThat(listed()).isEmpty();
    }

    @Test
    void whoever_looks_does_not_wait_for_one_that_comes_back() {
        Registration one = alices.register("shop", "s1", "a");
        List<Boolean> seen = new ArrayList<>();
        alice.onGrant(() -> seen.add(Elsewhere.run(one::isRegistered)
                .completeOnTimeout(true, 5, TimeUnit.SECONDS)
                .join()));
        alice.pause();
        db.pass(TTL.multipliedBy(2));
        alice.goOn();
        assertThat(listed()).containsExactly("s1=a");
        assertThat(seen).as("looked while the store was asked").containsExactly(false);
    }

    @Test
    void it_comes_back_by_itself_after_a_pause() {
        Registration one = alices.register("shop", "s1", "a");
        alice.pause();
        db.pass(TTL.multipliedBy(2));
        assertThat(one.isRegistered()).isFalse();
        alice.goOn();
        await().until(() -> listed().equals(List.of("s1=a")));
        assertThat(one.isRegistered()).isTrue();
        one.close();
        assertThat(listed()).isEmpty();
    }

    @Test
    void it_comes_back_when_the_store_can_be_reached_again() {
        Registration one = alices.register("shop", "s1", "a");
        alice.cut(true);
        db.pass(TTL.multipliedBy(2));
        await().until(() -> one.failure().isPresent());
        assertThat(one.failure().orElseThrow()).isInstanceOf(UnavailableException.class);
        alice.cut(false);
        await().until(() -> listed().equals(List.of("s1=a")));
        assertThat(one.failure()).isEmpty();
    }

    @Test
    void a_restarted_instance_replaces_its_own_ghost() {
        Registration ghost = alices.register("shop", "s1", "old");
        Registration next = bobs.register("shop", "s1", "new");
        alice.pause();
        db.pass(TTL);
        assertThat(listed()).containsExactly("s1=new");
        next.close();
        assertThat(listed()).isEmpty();
        assertThat(ghost.isRegistered()).isFalse();
    }

    @Test
    void subscribers_are_told_the_members_as_they_come_and_go() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Registration one = alices.register("shop", "s1", "a");
        try (WatchHandle subscription = bobs.subscribe("shop", members -> sizes.add(members.size()))) {
            await().until(() -> sizes.size() == 1);
            Registration two = alices.register("shop", "s2", "b");
            await().until(() -> sizes.size() == 2);
            alices.register("shops", "other", "x");
            one.close();
            await().until(() -> sizes.size() == 3);
            two.close();
            await().until(() -> sizes.size() == 4);
            assertThat(subscription.revision()).isPositive();
        }
        assertThat(sizes).containsExactly(1, 2, 1, 0);
    }

    @Test
    void names_that_would_mix_services_up_are_refused() {
        assertThatThrownBy(() -> alices.register("a/b", "s1", "x")).hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> alices.register("a", "", "x")).hasMessageContaining("name");
    }
}
