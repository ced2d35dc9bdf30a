package io.ratiskv.server.command;

/**
 * The format of a Raft entry: the least one whose builds do with it what this build does. An entry says the format that
 * its commands need, so that builds which do not know a newer one go on beside this one for as long as nobody uses it.
 *
 * <p>A new kind of command, a new field in one, or another effect of an old one is a new format: raise {@link #VERSION},
 * and have {@link #neededBy} tell which commands need it. docs/compatibility.md says what else belongs to that.
 */
public final class LogFormat {
    /** Oldest that this build reads; also what a member reads that does not tell. */
    public static final int OLDEST = 2;

    /** Newest that this build reads and writes. */
    public static final int VERSION = 2;

    private LogFormat() {}

    /** The format that this command needs. */
    public static int neededBy(Command command) {
        return switch (command.getBodyCase()) {
            case PUT,
                    DELETE_RANGE,
                    TXN,
                    COMMIT,
                    COMPACT,
                    OPEN_SESSION,
                    CLOSE_SESSION,
                    LEASE_GRANT,
                    LEASE_KEEP_ALIVE,
                    LEASE_REVOKE,
                    PROTECT,
                    BODY_NOT_SET -> 2;
        };
    }
}
