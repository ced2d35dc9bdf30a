package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Under any mixture of mishaps, what the client says about each write is what the store holds. */
class RandomFaultsTest {
    private static final int WRITES = 120;

    private static final List<Action> MISHAPS = List.of(
            Action.LOSE_ANSWER,
            Action.LOSE_ANSWER,
            Action.LOSE_REQUEST,
            Action.TWICE,
            Action.TWICE,
            Action.BREAK,
            Action.SERVE_AND_BREAK,
            Action.TEAR,
            Action.error(ErrorCode.NO_LEADER),
            Action.error(ErrorCode.OUTCOME_UNKNOWN),
            Action.error(ErrorCode.OVERLOADED));

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void every_write_happens_once_or_not_at_all_just_as_its_caller_is_told(@ForAll long seed) {
        FakeStore store = new FakeStore();
        store.sessions().window(32);
        try (FakeMember one = FakeMember.start(store);
                FakeMember two = FakeMember.start(store);
                KvClient db = KvClient.builder()
                        .endpoints(one.address(), two.address())
                        // The resolutions have the time they need, however busy the machine.
                        .deadline(Duration.ofSeconds(20))
                        .attemptTimeout(Duration.ofMillis(40))
                        .build()) {
            Random random = new Random(seed);
            one.script(request -> misbehave(request, random));
            two.script(request -> misbehave(request, random));
            Map<String, Outcome> told = new LinkedHashMap<>();
            Map<String, RequestId> open = new LinkedHashMap<>();
            write(db, told, open);
            one.script(request -> Action.SERVE);
            two.script(request -> Action.SERVE);
            open.forEach((key, id) -> told.put(key, db.resolve(id).outcome()));

            told.forEach((key, outcome) -> {
                Optional<KeyValue> found = db.get(key);
                assertThat(outcome).as(key).isNotEqualTo(Outcome.UNKNOWN);
                assertThat(found.isPresent()).as(key + " " + outcome).isEqualTo(outcome == Outcome.APPLIED);
                found.ifPresent(entry -> assertThat(entry.version()).as(key).isEqualTo(1));
            });
            assertThat(db.unresolved()).isEmpty();
        }
    }

    private static void write(KvClient db, Map<String, Outcome> told, Map<String, RequestId> open) {
        for (int round = 0; round < WRITES / 20; round++) {
            Map<String, CompletableFuture<PutResult>> puts = new LinkedHashMap<>();
            for (int i = 0; i < 20; i++) {
                String key = "k" + round + "/" + i;
                puts.put(key, db.async().withDeadline(Duration.ofMillis(250)).put(key, "v"));
            }
            puts.forEach((key, put) -> {
                try {
                    put.join();
                    told.put(key, Outcome.APPLIED);
                } catch (CompletionException e) {
                    KvException failure = (KvException) e.getCause();
                    told.put(key, failure.outcome());
                    if (failure.outcome() == Outcome.UNKNOWN) {
                        open.put(key, failure.requestId().orElseThrow());
                    }
                }
            });
        }
    }

    private static Action misbehave(Request request, Random random) {
        synchronized (random) {
            return request.hasWriteId() && random.nextInt(100) < 60
                    ? MISHAPS.get(random.nextInt(MISHAPS.size()))
                    : Action.SERVE;
        }
    }
}
