package io.ratiskv.jepsen.peers.rig;

/** A cluster and what is in it. Keys have 16 bytes. */
public record Shape(int members, int keys, int valueSize) {
    public static final int KEY_SIZE = 16;

    /** Three members and 100,000 values of 256 bytes, of which only some in a quick run. */
    public static Shape usual(RigPlan plan) {
        return new Shape(3, plan.either(100_000, 2_000), 256);
    }

    public Shape members(int count) {
        return new Shape(count, keys, valueSize);
    }

    public Shape keys(int count) {
        return new Shape(members, count, valueSize);
    }

    public Shape valueSize(int bytes) {
        return new Shape(members, keys, bytes);
    }
}
