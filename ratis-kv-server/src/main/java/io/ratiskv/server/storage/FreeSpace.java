package io.ratiskv.server.storage;

import java.io.IOException;

/** What the store's disk has left. */
@FunctionalInterface
interface FreeSpace {
    long bytes() throws IOException;
}
