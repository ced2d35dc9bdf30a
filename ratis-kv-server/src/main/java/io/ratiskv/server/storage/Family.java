package io.ratiskv.server.storage;

/** Column families. Their names are on disk; what lies in them is said in the package's note. */
public enum Family {
    /** RocksDB wants a family of this name, so the smallest gets it. */
    META(0, "default"),
    LATEST(1, "latest"),
    VERSIONS(2, "versions"),
    CHANGES(3, "changes"),
    SESSIONS(4, "sessions"),
    LEASES(5, "leases");

    private final int position;
    private final String diskName;

    Family(int position, String diskName) {
        this.position = position;
        this.diskName = diskName;
    }

    /** Where it stands among the families. */
    int position() {
        return position;
    }

    String diskName() {
        return diskName;
    }
}
