package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/** The window against a model that remembers every sequence there ever was, and forgets nothing by itself. */
class UnansweredWindowTest {
    /** Window and model, side by side. */
    private static final class Both {
        private final TreeMap<Long, Boolean> answeredBySequence = new TreeMap<>();
        private final UnansweredWindow window;
        private long next;
        private long lastOldest;

        Both(long first, List<Long> pinned) {
            window = new UnansweredWindow(first, pinned);
            next = first;
            pinned.forEach(sequence -> answeredBySequence.put(sequence, false));
        }

        Both allocate() {
            assertThat(window.allocate()).isEqualTo(next);
            answeredBySequence.put(next++, false);
            return check();
        }

        Both answer(int index) {
            List<Long> all = new ArrayList<>(answeredBySequence.keySet());
            if (!all.isEmpty()) {
                long sequence = all.get(index % all.size());
                window.answered(sequence);
                answeredBySequence.put(sequence, true);
            }
            return check();
        }

        Both answerStranger() {
            window.answered(next + 10);
            return check();
        }

        private Both check() {
            long oldest = answeredBySequence.entrySet().stream()
                    .filter(entry -> !entry.getValue())
                    .mapToLong(entry -> entry.getKey())
                    .findFirst()
                    .orElse(next);
            assertThat(window.oldest()).isEqualTo(oldest).isGreaterThanOrEqualTo(lastOldest);
            assertThat(window.retained())
                    .isEqualTo(answeredBySequence.tailMap(oldest).size());
            lastOldest = oldest;
            return this;
        }

        @Override
        public String toString() {
            return answeredBySequence.toString();
        }
    }

    @Property
    void the_oldest_is_never_past_an_open_sequence(@ForAll("chains") ActionChain<Both> chain) {
        chain.run();
    }

    @Provide
    ActionChainArbitrary<Both> chains() {
        return ActionChain.startWith(() -> new Both(100, List.of(7L, 9L, 40L)))
                .withAction(3, independent("allocate", Arbitraries.just(0), (both, i) -> both.allocate()))
                .withAction(4, independent("answer", Arbitraries.integers().between(0, 1_000), Both::answer))
                .withAction(1, independent("stranger", Arbitraries.just(0), (both, i) -> both.answerStranger()));
    }

    private interface Step {
        Both on(Both both, int argument);
    }

    private static Action.Independent<Both> independent(String name, Arbitrary<Integer> arguments, Step step) {
        return new Action.Independent<>() {
            @Override
            public Arbitrary<Transformer<Both>> transformer() {
                return arguments.map(i -> Transformer.transform(name + " " + i, both -> step.on(both, i)));
            }
        };
    }

    @Property
    void once_all_are_answered_everything_may_be_forgotten(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 0, max = 1_000) Integer> order) {
        UnansweredWindow window = new UnansweredWindow(1, List.of());
        List<Long> open = new ArrayList<>();
        order.forEach(i -> open.add(window.allocate()));
        for (int i : order) {
            window.answered(open.remove(i % open.size()));
        }
        assertThat(window.retained()).isZero();
        assertThat(window.oldest()).isEqualTo(window.next());
    }
}
