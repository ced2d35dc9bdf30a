package io.ratiskv.server.lease;

/** A key, from one lease to another. The array is not copied: do not change it. */
public final class KeyMove {
    private final byte[] key;
    private final long from;
    private final long to;
    private final int bytes;

    /**
     * @param from the lease that it hung on; 0 = none
     * @param to the lease that it hangs on now; 0 = none
     * @param bytes what it weighs now, value included
     */
    public KeyMove(byte[] key, long from, long to, int bytes) {
        this.key = key;
        this.from = from;
        this.to = to;
        this.bytes = bytes;
    }

    byte[] key() {
        return key;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    int bytes() {
        return bytes;
    }

    boolean isNothing() {
        return from == 0 && to == 0;
    }
}
