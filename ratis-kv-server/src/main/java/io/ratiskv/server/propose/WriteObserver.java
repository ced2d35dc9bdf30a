package io.ratiskv.server.propose;

/** Sees entries settle, for figures. Thread: whichever settled it, usually apply; must not block. */
@FunctionalInterface
public interface WriteObserver {
    WriteObserver NONE = entry -> {};

    void settled(SettledEntry entry);
}
