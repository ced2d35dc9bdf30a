package io.ratiskv.server.command;

/**
 * How large a request's parts may be.
 *
 * @param keyBytesMax longest key and range end
 * @param valueBytesMax longest value
 * @param txnOperationsMax of the longest of a transaction's three lists; a nested one gets what is left
 * @param commitOperationsMax of each list of an optimistic commit
 */
public record CommandLimits(int keyBytesMax, int valueBytesMax, int txnOperationsMax, int commitOperationsMax) {
    /**
     * What every build allows, and all that {@code apply} looks at: a bound that a member's configuration could change
     * would make members diverge. A member may refuse earlier, before it proposes.
     */
    public static final CommandLimits PROTOCOL = new CommandLimits(16 * 1024, 3 * 1024 * 1024, 1_024, 16_384);

    /** What a member allows unless told otherwise. */
    public static CommandLimits defaults() {
        return new CommandLimits(16 * 1024, 1_536 * 1024, 128, 4_096);
    }
}
