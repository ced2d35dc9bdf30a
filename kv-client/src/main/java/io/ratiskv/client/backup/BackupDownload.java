package io.ratiskv.client.backup;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupException;
import io.ratiskv.client.BackupProgress;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.protocol.BackupClose;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupOpen;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.backup.BackupFileException;
import io.ratiskv.protocol.backup.BackupFileWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Fetches a backup from one member into a file. What came so far lies in {@code FILE.part}; after a lost connection it goes
 * on there, and so does another process that is told the same file, as long as the member holds the copy.
 *
 * <p>Thread: the caller's, which waits.
 */
public final class BackupDownload {
    /** How long a member that is alive is waited for while it makes the copy: a large one is checksummed first. */
    private static final long COPY_NANOS_MAX = TimeUnit.DAYS.toNanos(1);

    /** Shortest time until it is asked again: each question stays open at the member until the copy is made. */
    private static final Duration ASK_AGAIN_MIN = Duration.ofSeconds(10);

    /** How long it is tried again without a single piece. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long TELL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Cluster cluster;
    private final CallOptions options;
    private final Function<Call<?>, Object> await;
    private final Path target;
    private final Path draft;
    private final String endpoint;
    private final Consumer<BackupProgress> progress;

    /**
     * @param await waits for a call in the caller's way, and throws its failure
     * @param endpoint of the member to ask; empty: a follower, if one answers
     */
    public BackupDownload(
            Cluster cluster,
            CallOptions options,
            Function<Call<?>, Object> await,
            Path target,
            String endpoint,
            Consumer<BackupProgress> progress) {
        this.cluster = cluster;
        this.options = options;
        this.await = await;
        this.target = target;
        this.draft = target.resolveSibling(requireNonNull(target.getFileName()) + ".part");
        this.endpoint = endpoint;
        this.progress = progress;
    }

    /**
     * Fetches it all.
     *
     * @throws FileAlreadyExistsException if the file is there: it is never written over
     * @throws IOException if this machine's disk fails; what was written stays
     * @throws KvException if the cluster does not answer for a minute, or refuses; what was written stays
     */
    public Backup run() throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(
                    target.toString(),
                    null,
                    "there is such a file; a backup is never written over: choose another name");
        }
        Optional<BackupFileWriter> begun = BackupFileWriter.resume(draft);
        if (begun.isPresent()) {
            try (BackupFileWriter writer = begun.get()) {
                progress.accept(new BackupProgress(
                        "going on with " + draft, writer.bytes(), BackupReading.bytes(writer.manifest())));
                return fetch(writer, holderOf(writer.manifest()));
            } catch (BackupException lost) {
                if (lost.reason() != BackupException.Reason.GONE) {
                    throw lost;
                }
                progress.accept(new BackupProgress("beginning anew: " + lost.getMessage(), 0, 0));
            }
        }
        String from = endpoint.isEmpty() ? anyMember() : endpoint;
        try (BackupFileWriter writer = BackupFileWriter.begin(draft, opened(from))) {
            return fetch(writer, from);
        }
    }

    private Backup fetch(BackupFileWriter writer, String from) throws IOException {
        BackupManifest manifest = writer.manifest();
        PieceWindow window = new PieceWindow(cluster, from, manifest, options);
        window.restart(writer.file(), writer.offset());
        long lastNanos = System.nanoTime();
        long toldNanos = 0;
        while (!writer.isComplete()) {
            PieceWindow.Asked asked = requireNonNull(window.next());
            try {
                BackupResponse answer = (BackupResponse) await.apply(asked.call());
                add(writer, answer);
                lastNanos = System.nanoTime();
                if (answer.getPiece().getData().size() != asked.bytes()) {
                    window.restart(writer.file(), writer.offset());
                }
            } catch (UnavailableException failure) {
                window.restart(writer.file(), writer.offset());
                if (Thread.currentThread().isInterrupted() || System.nanoTime() - lastNanos > PATIENCE_NANOS) {
                    throw failure;
                }
                pause();
            }
            if (System.nanoTime() - toldNanos > TELL_EVERY_NANOS) {
                toldNanos = System.nanoTime();
                progress.accept(new BackupProgress("fetching", writer.bytes(), BackupReading.bytes(manifest)));
            }
        }
        writer.finish(target);
        release(from, manifest.getId());
        return BackupReading.described(manifest);
    }

    private void add(BackupFileWriter writer, BackupResponse answer) throws IOException {
        try {
            writer.add(answer.getPiece());
        } catch (BackupFileException wrong) {
            // It cannot be gone on with: the copy on the member is not what it was.
            Files.deleteIfExists(draft);
            throw new BackupException(
                    "the member sent something else than its own checksum says: " + wrong.getMessage()
                            + "; look at its disk, and ask another member",
                    BackupException.Reason.UNREADABLE);
        }
    }

    /** Asked again and again under the same id, which is one and the same copy, as long as the member is there at all. */
    private BackupManifest opened(String from) {
        progress.accept(new BackupProgress("the member at " + from + " makes a copy", 0, 0));
        String id = UUID.randomUUID().toString();
        BackupRequest open = BackupRequest.newBuilder()
                .setOpen(BackupOpen.newBuilder().setId(id))
                .build();
        CallOptions patient =
                options.deadline().compareTo(ASK_AGAIN_MIN) < 0 ? options.withDeadline(ASK_AGAIN_MIN) : options;
        long begunNanos = System.nanoTime();
        try {
            while (true) {
                try {
                    return ((BackupResponse) await.apply(cluster.backup(from, open, patient))).getManifest();
                } catch (UnavailableException late) {
                    if (Thread.currentThread().isInterrupted() || System.nanoTime() - begunNanos > COPY_NANOS_MAX) {
                        throw late;
                    }
                    MemberStatus alive = (MemberStatus) await.apply(cluster.status(from, options));
                    progress.accept(new BackupProgress(
                            "the member at " + from + ", " + alive.memberId() + ", still makes a copy", 0, 0));
                    pause();
                }
            }
        } catch (KvException failure) {
            // It would hold one of the member's few places for ten minutes.
            release(from, id);
            throw failure;
        }
    }

    /** The member would drop it by itself, later. */
    private void release(String from, String id) {
        BackupClose close = BackupClose.newBuilder().setId(id).build();
        cluster.backup(from, BackupRequest.newBuilder().setClose(close).build(), options);
    }

    private String holderOf(BackupManifest manifest) {
        if (!endpoint.isEmpty()) {
            return endpoint;
        }
        return members().stream()
                .filter(member -> member.id().equals(manifest.getMemberId())
                        && member.incarnation().equals(manifest.getIncarnation()))
                .map(Member::clientAddress)
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        "member " + manifest.getMemberId() + ", which it came from, is in the cluster no more",
                        BackupException.Reason.GONE));
    }

    /** A follower, to spare the leader; else whoever answers. */
    private String anyMember() {
        List<Member> members = new ArrayList<>(members());
        Collections.shuffle(members);
        String leader = "";
        KvException silent = new UnavailableException("no member has an address for clients", List.of(), null);
        for (Member member : members) {
            if (member.clientAddress().isEmpty()) {
                continue;
            }
            try {
                MemberStatus status = (MemberStatus) await.apply(cluster.status(member.clientAddress(), options));
                if (status.role() == MemberRole.FOLLOWER) {
                    return member.clientAddress();
                }
                leader = status.role() == MemberRole.LEADER ? member.clientAddress() : leader;
            } catch (UnavailableException e) {
                silent = e;
            }
        }
        if (leader.isEmpty()) {
            throw silent;
        }
        return leader;
    }

    @SuppressWarnings("unchecked") // The call says so.
    private List<Member> members() {
        return (List<Member>) await.apply(cluster.knownMembers(options));
    }

    private void pause() {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        cluster.after(PAUSE_NANOS, () -> over.complete(true));
        try {
            over.completeOnTimeout(true, 2 * PAUSE_NANOS, TimeUnit.NANOSECONDS).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails here", e);
        }
    }
}
