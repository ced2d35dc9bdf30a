package io.ratiskv.client.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchResponse;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache's model, line by line. */
class NearCacheTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);
    private final FakeMember other = FakeMember.start(store);
    private final KvClient db = client(member);
    private final KvClient writer = client(other);

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        writer.close(Duration.ZERO);
        member.close();
        other.close();
    }

    private static KvClient client(FakeMember... members) {
        return KvClient.builder()
                .endpoints(List.of(members).stream().map(FakeMember::address).toList())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private NearCacheBuilder cache() {
        return NearCache.of(db, KeyRange.prefix("k")).maxAge(LONG);
    }

    private static NearCache watching(NearCacheBuilder builder) {
        NearCache cache = builder.build();
        await().until(() -> cache.statistics().revision() > 0);
        return cache;
    }

    private static void awaitTold(NearCache cache, long revision) {
        await().until(() -> cache.statistics().revision() >= revision);
    }

    private static Optional<String> text(CachedValue value) {
        return value.entry().map(KeyValue::valueText);
    }

    private int asked() {
        return member.seen(Request.BodyCase.RANGE).size();
    }

    @Test
    void a_value_is_asked_for_once_and_an_absent_key_too() {
        writer.put("k1", "v");
        try (NearCache cache = watching(cache())) {
            assertThat(text(cache.get("k1"))).contains("v");
            assertThat(cache.get("k1").asked()).isFalse();
            assertThat(cache.get("k-none").exists()).isFalse();
            assertThat(cache.get("k-none").exists()).isFalse();
            assertThat(asked()).isEqualTo(2);
            assertThat(cache.statistics())
                    .extracting(CacheStatistics::hits, CacheStatistics::loads, CacheStatistics::entries)
                    .containsExactly(2L, 2L, 2L);
            assertThatThrownBy(() -> cache.get("x")).isInstanceOf(InvalidArgumentException.class);
        }
    }

    @Test
    void what_the_watch_tells_is_there_without_a_question() {
        writer.put("k1", "1");
        try (NearCache cache = watching(cache())) {
            cache.get("k1");
            cache.get("k2");
            writer.put("k1", "2");
            awaitTold(cache, writer.put("k2", "new").revision());
            assertThat(text(cache.get("k1"))).contains("2");
            assertThat(text(cache.get("k2"))).contains("new");
            awaitTold(cache, writer.delete("k1").revision());
            assertThat(cache.get("k1").exists()).isFalse();
            assertThat(asked()).isEqualTo(2);
            assertThat(cache.statistics().changes()).isEqualTo(3);
        }
    }

    /** The classic fault: the answer was read before the change, and arrives after the cache was told of it. */
    @Test
    void an_answer_that_was_overtaken_by_a_change_is_not_kept() throws Exception {
        writer.put("k1", "old");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        try (NearCache cache = watching(cache())) {
            member.script(request -> request.hasRange() ? held(read, overtaken) : Action.SERVE);
            CompletableFuture<CachedValue> loading = CompletableFuture.supplyAsync(() -> cache.get("k1"));
            read.await();
            member.script(request -> Action.SERVE);
            awaitTold(cache, writer.put("k1", "new").revision());
            overtaken.countDown();
            // Asked for before the change, so it may well be answered.
            assertThat(text(loading.get())).contains("old");

            assertThat(text(cache.get("k1"))).contains("new");
            assertThat(cache.statistics().uncached()).isEqualTo(1);
        }
    }

    @Test
    void of_two_callers_that_ask_at_once_the_later_answer_shows_nothing_older() throws Exception {
        writer.put("k1", "old");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        try (KvClient patient = KvClient.builder()
                        .endpoints(member.address())
                        .deadline(Duration.ofSeconds(20))
                        .attemptTimeout(Duration.ofSeconds(20))
                        .build();
                NearCache cache =
                        NearCache.of(patient, KeyRange.prefix("k")).maxAge(LONG).build()) {
            // Nothing is kept from now on.
            cache.close();
            member.next(Request.BodyCase.RANGE, (serving, request, out) -> {
                Response answer = serving.serve(request);
                read.countDown();
                CompletableFuture.runAsync(() -> answerLate(serving, request, out, answer, overtaken));
            });
            CompletableFuture<CachedValue> first = CompletableFuture.supplyAsync(() -> cache.get("k1"));
            read.await();
            writer.put("k1", "new");
            assertThat(text(cache.get("k1"))).contains("new");
            overtaken.countDown();
            assertThat(text(first.get())).contains("new");
        }
    }

    private static void answerLate(
            FakeMember member, Request request, DataOutputStream out, Response answer, CountDownLatch when) {
        try {
            when.await();
            member.answer(out, request, answer);
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Action held(CountDownLatch read, CountDownLatch overtaken) {
        return (member, request, out) -> {
            Response answer = member.serve(request);
            read.countDown();
            try {
                overtaken.await();
            } catch (InterruptedException e) {
                throw new java.io.InterruptedIOException(e.getMessage());
            }
            member.answer(out, request, answer);
        };
    }

    @Test
    void an_answer_that_is_ahead_of_the_watch_is_not_taken_back_by_it() {
        writer.put("k1", "0");
        try (NearCache cache = watching(cache())) {
            member.watches().script(frame -> frame.getKind() == WatchResponse.Kind.EVENTS ? pausedFate() : Fate.SEND);
            writer.put("k1", "1");
            writer.put("k1", "2");
            assertThat(text(cache.get("k1"))).contains("2");
            go.countDown();
            await().until(() -> cache.statistics().revision() >= store.revision());
            assertThat(text(cache.get("k1"))).contains("2");
            assertThat(cache.statistics().changes()).isZero();
        }
    }

    private final CountDownLatch go = new CountDownLatch(1);

    private Fate pausedFate() {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Fate.SEND;
    }

    @Test
    void nothing_older_than_the_greatest_age_is_answered_even_if_the_watch_tells_nothing() {
        Duration maxAge = Duration.ofMillis(150);
        writer.put("k1", "0");
        try (NearCache cache = watching(cache().maxAge(maxAge))) {
            member.watches().script(frame -> Fate.STALL);
            for (int i = 1; i < 5; i++) {
                String now = "" + i;
                writer.put("k1", now);
                long writtenNanos = System.nanoTime();
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> {
                            long begunNanos = System.nanoTime();
                            CachedValue value = cache.get("k1");
                            assertThat(value.age()).isLessThanOrEqualTo(maxAge);
                            boolean isNew = text(value).orElseThrow().equals(now);
                            assertThat(isNew || begunNanos - writtenNanos <= maxAge.toNanos())
                                    .as("older than it may be")
                                    .isTrue();
                            return isNew;
                        });
            }
            assertThat(cache.statistics().hits()).isPositive();
        }
    }

    @Test
    void one_answer_proves_the_age_of_everything_that_the_watch_keeps_right() {
        writer.put("k1", "1");
        try (NearCache cache = watching(cache())) {
            cache.get("k1");
            long loadedNanos = System.nanoTime();
            await().until(() -> cache.get("k1").age().toMillis() > 50);
            // Not of the range: the watch has to be asked how far it is.
            writer.put("x", "1");
            cache.get("k2");
            await().until(() -> cache.get("k1").age().toNanos()
                    < System.nanoTime() - loadedNanos - Duration.ofMillis(40).toNanos());
            assertThat(asked()).isEqualTo(2);
        }
    }

    @Test
    void whoever_has_written_can_ask_for_at_least_that() {
        writer.put("k1", "old");
        try (NearCache cache = watching(cache())) {
            cache.get("k1");
            member.watches().script(frame -> Fate.STALL);
            long revision = writer.put("k1", "new").revision();
            assertThat(text(cache.get(Bytes.of("k1"), revision))).contains("new");
            assertThat(text(cache.get("k1"))).contains("new");
        }
    }

    @Test
    void a_linearizable_cache_is_always_right_and_is_sent_only_what_is_new() {
        writer.put("k1", "0");
        try (NearCache cache = watching(cache().linearizable())) {
            member.watches().script(frame -> Fate.STALL);
            for (int i = 1; i < 20; i++) {
                writer.put("k1", "" + i);
                assertThat(text(cache.get("k1"))).contains("" + i);
                assertThat(text(cache.get("k1"))).contains("" + i);
            }
            writer.delete("k1");
            assertThat(cache.get("k1").exists()).isFalse();
            assertThat(cache.get("k1").exists()).isFalse();
            writer.put("k1", "again");
            assertThat(text(cache.get("k1"))).contains("again");
            assertThat(cache.statistics())
                    .extracting(CacheStatistics::hits, CacheStatistics::confirmed, CacheStatistics::loads)
                    .containsExactly(0L, 20L, 21L);
        }
    }

    @Test
    void keys_and_bytes_are_bounded() {
        for (int i = 0; i < 50; i++) {
            writer.put("k" + i, "v".repeat(1_000));
        }
        try (NearCache few = watching(cache().entriesMax(10));
                NearCache small = watching(cache().bytesMax(20_000))) {
            for (int i = 0; i < 50; i++) {
                few.get("k" + i);
                few.get("k-none" + i);
                small.get("k" + i);
            }
            assertThat(few.statistics().entries()).isBetween(1L, 10L);
            assertThat(few.statistics().evictions()).isGreaterThanOrEqualTo(40);
            assertThat(small.statistics().bytes()).isBetween(1L, 20_000L);
            assertThat(small.statistics().evictions()).isGreaterThanOrEqualTo(30);
        }
    }

    @Test
    void history_that_was_compacted_away_takes_the_cache_with_it() {
        writer.put("k1", "old");
        try (NearCache cache = watching(cache())) {
            cache.get("k1");
            member.script(request -> request.hasWatch() ? Action.error(ErrorCode.NO_LEADER) : Action.SERVE);
            member.watches().cut();
            writer.put("k1", "new");
            writer.admin().compact(store.revision());
            member.script(request -> Action.SERVE);
            await().until(() -> cache.statistics().resets() == 1);
            assertThat(text(cache.get("k1"))).contains("new");
            assertThat(cache.get("k1").asked()).isFalse();
        }
    }

    @Test
    void without_its_watch_a_cache_asks_every_time() {
        writer.put("k1", "1");
        NearCache cache = watching(cache());
        cache.get("k1");
        cache.close();
        writer.put("k1", "2");
        assertThat(text(cache.get("k1"))).contains("2");
        writer.put("k1", "3");
        assertThat(text(cache.get("k1"))).contains("3");
        assertThat(cache.statistics().watching()).isFalse();
        assertThat(cache.statistics().entries()).isZero();
        await().until(() -> member.watches().open() == 0);
        db.close();
        assertThatThrownBy(() -> cache.get("k1")).isInstanceOf(KvException.class);
    }

    /** Writers count upwards, and delete now and then; nobody may ever see a key's count go down. */
    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void no_key_ever_goes_back_whatever_happens_to_the_watch(@ForAll long seed) {
        Random random = new Random(seed);
        FakeStore shared = new FakeStore();
        try (FakeMember faulty = FakeMember.start(shared);
                FakeMember well = FakeMember.start(shared);
                KvClient reads = client(faulty);
                KvClient writes = client(well);
                NearCache cache = NearCache.of(reads, KeyRange.prefix("k"))
                        .maxAge(Duration.ofMillis(1 + random.nextInt(50)))
                        .entriesMax(3)
                        .build()) {
            faulty.watches().script(frame -> fate(random));
            Map<String, Long> newest = new HashMap<>();
            Set<String> gone = new HashSet<>();
            for (int i = 1; i < 400; i++) {
                String key = "k" + random.nextInt(5);
                switch (random.nextInt(8)) {
                    case 0 -> writes.delete(key);
                    case 1, 2 -> writes.put(key, "" + i);
                    case 3 -> {
                        if (random.nextInt(5) == 0) {
                            writes.admin().compact(shared.revision());
                        }
                    }
                    default -> {
                        Optional<KeyValue> entry = cache.get(key).entry();
                        long before = newest.getOrDefault(key, 0L);
                        if (entry.isPresent()) {
                            assertThat(entry.get().modRevision()).as(key).isGreaterThanOrEqualTo(before);
                            if (gone.remove(key)) {
                                assertThat(entry.get().createRevision()).as(key).isGreaterThan(before);
                            }
                            newest.put(key, entry.get().modRevision());
                        } else {
                            gone.add(key);
                        }
                    }
                }
            }
        }
    }

    private static Fate fate(Random random) {
        synchronized (random) {
            return switch (random.nextInt(12)) {
                case 0 -> Fate.CUT;
                case 1 -> Fate.SEND_AND_CUT;
                default -> Fate.SEND;
            };
        }
    }
}
