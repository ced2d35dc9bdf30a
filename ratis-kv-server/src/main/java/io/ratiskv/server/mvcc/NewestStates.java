package io.ratiskv.server.mvcc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest states of keys that were written or read lately, as the store holds them: a look into the store was a third of
 * what applying a write cost, and half of a read. Deleted keys are not kept, since the store may forget them behind our back.
 * What is not here is looked up; which is which changes nothing but time.
 *
 * <p>Right for readers as well as for the writer, because of three orders. A state is told here after the store has it and
 * before its revision can be read ({@link MvccStore#written}): whoever reads at a revision finds here no state that was
 * replaced by then. What a reader brings from the store it brings under the lock of the key, which {@link #written} waits for: it
 * cannot put an older state over a newer one. And a state that is too new for its reader is none: it asks history.
 *
 * <p>Bounded in bytes; what is used least makes room.
 *
 * <p>Thread: {@link #written} the writer, the others any.
 */
final class NewestStates {
    /** Of the cache's entry, the key's wrapper and the state's fields. */
    static final int ENTRY_BYTES = 200;

    // Buffers compare by content, in logarithmic time also for keys that were chosen to collide.
    private final Cache<ByteBuffer, KeyVersion> states;

    /** @param bytesMax memory for keys and rows; 0 keeps nothing */
    NewestStates(long bytesMax) {
        states = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher(NewestStates::sizeOf)
                .executor(Runnable::run)
                .build();
    }

    /** The key's newest state; null if it is not known here. */
    @Nullable
    KeyVersion find(byte[] key) {
        return states.getIfPresent(ByteBuffer.wrap(key));
    }

    /** The same, and if it is not known, what the store says: then it is known from now on, unless it is deleted. */
    @Nullable
    KeyVersion find(byte[] key, Function<byte[], @Nullable KeyVersion> store) {
        ByteBuffer wrapped = ByteBuffer.wrap(key);
        KeyVersion known = states.getIfPresent(wrapped);
        return known != null ? known : states.get(wrapped, absent -> alive(store.apply(key)));
    }

    /** The store holds this now, and nobody can read at its revision yet. */
    void written(KeyVersion state) {
        ByteBuffer key = ByteBuffer.wrap(state.key());
        if (state.isTombstone()) {
            states.invalidate(key);
        } else {
            states.put(key, state);
        }
    }

    private static @Nullable KeyVersion alive(@Nullable KeyVersion state) {
        return state == null || state.isTombstone() ? null : state;
    }

    private static int sizeOf(ByteBuffer key, KeyVersion state) {
        return ENTRY_BYTES + key.remaining() + state.row().length;
    }
}
