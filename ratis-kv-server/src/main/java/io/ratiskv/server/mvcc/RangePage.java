package io.ratiskv.server.mvcc;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One page of a range's answer. */
public final class RangePage {
    private final List<KeyVersion> keyVersions;
    private final boolean last;
    private final byte @Nullable [] nextKey;
    private final boolean more;
    private final OptionalLong count;

    RangePage(List<KeyVersion> keyVersions, boolean last, boolean more, byte @Nullable [] nextKey, OptionalLong count) {
        this.keyVersions = keyVersions;
        this.last = last;
        this.more = more;
        this.nextKey = nextKey;
        this.count = count;
    }

    public List<KeyVersion> keyVersions() {
        return keyVersions;
    }

    /** No page follows. The rest is set only then. */
    public boolean isLast() {
        return last;
    }

    /** The limit cut the answer short. */
    public boolean more() {
        return more;
    }

    /** First key not answered, if the limit cut an answer by ascending key short. */
    public byte @Nullable [] nextKey() {
        return nextKey;
    }

    /** Keys in the whole range, if asked for. */
    public OptionalLong count() {
        return count;
    }
}
