package io.ratiskv.jepsen.proxy;

/** Open or shut; who comes while it is shut waits. Bytes held back arrive once it opens, as TCP would re-send them. */
final class Gate {
    private boolean open = true;

    synchronized void set(boolean nowOpen) {
        open = nowOpen;
        notifyAll();
    }

    synchronized void pass() throws InterruptedException {
        while (!open) {
            wait();
        }
    }
}
