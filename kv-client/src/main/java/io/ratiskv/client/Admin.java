package io.ratiskv.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Questions and orders to members. Blocking; every call ends within the client's deadline. */
public interface Admin {
    /**
     * Forgets every version that is superseded at {@code revision}.
     *
     * @throws CompactedException if that was done before
     * @throws FutureRevisionException if there is no such revision yet
     */
    CompactResult compact(long revision);

    /** How the member at {@code endpoint} ({@code host:port}) is. No other member is asked in its place. */
    MemberStatus status(String endpoint);

    /**
     * The cluster's configuration, linearizable: every change that was acknowledged before this call is in it. Without a
     * majority there is no such answer; {@link #status} has the configuration as one member knows it.
     */
    List<Member> members();

    /** The hash of the state of the member at {@code endpoint}. */
    StateHash hash(String endpoint);

    /**
     * Takes a snapshot of the member at {@code endpoint} now.
     *
     * @return its log index
     */
    long snapshot(String endpoint);

    /**
     * Saves a backup of everything that was acknowledged before this call, while the cluster goes on. What was fetched so far
     * lies in {@code FILE.part}, and the same call again, by this process or another one, goes on there as long as the member
     * holds its copy, ten minutes after it was asked last; it then holds what was acknowledged before the first of these calls.
     * The file gets its name when it is whole and durable.
     *
     * <p>This call has no deadline: it ends when a minute has passed without a piece, or an hour without the copy that the
     * member makes first. An interrupt ends it, too.
     *
     * @param file must not exist
     * @param progress told several times a second, on the calling thread
     * @return what the backup holds
     * @throws BackupException if the member refuses, and why
     * @throws IOException if this machine's disk fails, or the file exists
     */
    Backup backup(Path file, Consumer<BackupProgress> progress) throws IOException;

    /** See {@link #backup(Path, Consumer)}; from the member at {@code endpoint} and no other. */
    Backup backup(Path file, String endpoint, Consumer<BackupProgress> progress) throws IOException;

    /** The watches of the member at {@code endpoint}: those that fit into its answer, and how many did not. */
    WatchList watches(String endpoint);

    /**
     * From now on every put and delete of these keys needs a {@link Fence}. Returns whether that is new.
     *
     * @throws LimitReachedException if there are too many protected ranges
     */
    boolean protect(KeyRange keys);

    /** Lifts a protection; the tokens that were seen are forgotten. Returns whether there was one. */
    boolean unprotect(KeyRange keys);

    List<ProtectedRange> protectedRanges();

    /**
     * Changes who is in the cluster, and waits until that is done, however long it takes to fill a new member. Each step of
     * it ends within the client's deadline; if the cluster cannot be reached in that time the wait ends with {@link
     * UnavailableException}, and the same call again goes on where it stands.
     *
     * @param progress told several times a second, on a thread of the client's
     * @return whether there was something to do
     * @throws MembershipException if it is refused, and why
     */
    boolean change(MembershipChange change, Consumer<MembershipProgress> progress);

    /** See {@link #change(MembershipChange, Consumer)}. */
    default boolean change(MembershipChange change) {
        return change(change, unwatched -> {});
    }
}
