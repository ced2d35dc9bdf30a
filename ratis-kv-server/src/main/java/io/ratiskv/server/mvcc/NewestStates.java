package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest states of the keys that were written last, as the store holds them: a write needs the state that it replaces,
 * and looking that up in the store was a third of what applying it cost. Deleted keys are not kept, since the store may forget
 * them behind our back. What is not here is looked up; which is which changes nothing but time.
 *
 * <p>Bounded in bytes; the states that were longest neither looked up nor written make room.
 *
 * <p>Thread: the writer.
 */
final class NewestStates {
    /** Of the map's entry, the key's wrapper and the state's fields. */
    static final long ENTRY_BYTES = 200;

    private final long bytesMax;
    // Buffers are compared, so that keys chosen to collide are still found in logarithmic time.
    private final LinkedHashMap<ByteBuffer, KeyVersion> states = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param bytesMax memory for keys and rows; 0 keeps nothing */
    NewestStates(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The key's newest state; null if it is not known here. */
    @Nullable
    KeyVersion find(byte[] key) {
        return states.get(ByteBuffer.wrap(key));
    }

    /** The store holds this now. */
    void written(KeyVersion state) {
        ByteBuffer key = ByteBuffer.wrap(state.key());
        KeyVersion before = state.isTombstone() ? states.remove(key) : states.put(key, state);
        bytes += (state.isTombstone() ? 0 : sizeOf(state)) - (before == null ? 0 : sizeOf(before));
        makeRoom();
    }

    long sizeBytes() {
        return bytes;
    }

    private void makeRoom() {
        Iterator<Map.Entry<ByteBuffer, KeyVersion>> oldest = states.entrySet().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            bytes -= sizeOf(oldest.next().getValue());
            oldest.remove();
        }
    }

    private static long sizeOf(KeyVersion state) {
        return ENTRY_BYTES + state.key().length + state.row().length;
    }
}
