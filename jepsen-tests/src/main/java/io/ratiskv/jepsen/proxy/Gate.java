package io.ratiskv.jepsen.proxy;

/** Open or shut; who comes while it is shut waits. Bytes held back arrive once it opens, as TCP would re-send them. */
final class Gate {
    private boolean open = true;
    private long heldBack;

    synchronized void set(boolean nowOpen) {
        open = nowOpen;
        notifyAll();
    }

    /** How many had to wait, so far. */
    synchronized long heldBack() {
        return heldBack;
    }

    synchronized void pass() throws InterruptedException {
        heldBack += open ? 0 : 1;
        while (!open) {
            wait();
        }
    }
}
