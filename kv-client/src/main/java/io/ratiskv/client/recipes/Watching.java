package io.ratiskv.client.recipes;

import io.ratiskv.client.Consistency;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at a range until it is as wanted; between two looks waits for it to change.
 *
 * @param matters whether a change is worth another look
 * @param goesOn whether to wait at all: false once one's own lease has ended
 */
record Watching(KvClient db, KeyRange keys, String name, Predicate<Event> matters, BooleanSupplier goesOn) {

    /**
     * What {@code decide} answers of the newest state, once it answers; empty if patience or its lease ends before. It may
     * write, if that may be repeated.
     */
    <T> Optional<T> until(Function<RangeResult, Optional<T>> decide, Patience patience) throws InterruptedException {
        while (true) {
            Optional<Look<T>> look = Asking.again(() -> look(decide), goesOn, patience);
            if (look.isEmpty()) {
                return Optional.empty();
            }
            Optional<T> decided = look.get().decided();
            if (decided.isPresent() || patience.isOver() || !goesOn.getAsBoolean()) {
                return decided;
            }
            awaitChange(look.get().revision(), patience);
        }
    }

    private record Look<T>(long revision, Optional<T> decided) {}

    private <T> Look<T> look(Function<RangeResult, Optional<T>> decide) {
        RangeResult now = db.range(Range.of(keys).consistency(Consistency.LINEARIZABLE));
        return new Look<>(now.revision(), decide.apply(now));
    }

    private void awaitChange(long seenAt, Patience patience) throws InterruptedException {
        try (WatchStream stream = db.watch(Watch.of(keys).from(seenAt + 1).named(name))) {
            while (!patience.isOver() && goesOn.getAsBoolean()) {
                Optional<WatchItem> item = stream.poll(patience.slice());
                if (item.isPresent() && isWorthALook(item.get())) {
                    return;
                }
            }
        }
    }

    private boolean isWorthALook(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            return changes.events().stream().anyMatch(matters);
        }
        return !(item instanceof WatchItem.Progress);
    }
}
