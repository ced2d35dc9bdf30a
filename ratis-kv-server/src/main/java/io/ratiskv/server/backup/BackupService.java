package io.ratiskv.server.backup;

import io.ratiskv.protocol.BackupClosed;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRead;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes copies of the store, hands out their pieces, and drops them. A copy shares its files with the store and costs disk
 * space only as far as the store gives files up meanwhile. What all copies read together is bounded in bytes per second.
 *
 * <p>Thread: {@link #handle} and {@link #tick} by any, never block; copies are made and deleted on {@code backup}, pieces
 * are read on {@code read-*}.
 */
public final class BackupService {
    private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);
    /** Where the member remembers when a backup was fetched whole; beside the copies. */
    private static final String LAST_STREAMED = "last-streamed";
    /** A piece that would have to wait longer is to be asked for again. */
    private static final long PIECE_WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Path home;
    private final BackupSource source;
    private final Executor copier;
    private final Executor reads;
    private final BackupLimits limits;
    private final BackupTime time;
    private final SaveRate rate;
    private final LastStreamed lastStreamed;
    /** One for each copy that is on disk, or may come to be: also of those that nobody wants any more. */
    private final Semaphore places;

    private final ReentrantLock lock = new ReentrantLock();
    /** Those that are being made, too. */
    private final Map<String, CompletableFuture<OpenBackup>> copies = new ConcurrentHashMap<>();
    /** Pieces that wait for their turn or are read; at most one for each request under way. */
    private final Map<BackupRead, CompletableFuture<BackupResponse>> pieces = new ConcurrentHashMap<>();

    /**
     * @param home of the copies, on the file system of the store; what an earlier run left there is deleted
     * @param copier one thread
     * @param reads bounded: rejects what is too much
     */
    public BackupService(
            Path home, BackupSource source, Executor copier, Executor reads, BackupLimits limits, BackupTime time) {
        this.home = home;
        this.source = source;
        this.copier = copier;
        this.reads = reads;
        this.limits = limits;
        this.time = time;
        this.rate = new SaveRate(limits.bytesPerSecond(), time.nanos());
        this.lastStreamed = new LastStreamed(home.resolve(LAST_STREAMED));
        this.places = new Semaphore(limits.openMax());
        copier.execute(this::lookAtWhatIsThere);
    }

    /** Answers a step; a failed future carries {@link BackupRefused}, or what the source threw. */
    public CompletableFuture<BackupResponse> handle(BackupRequest request, long deadlineNanos) {
        return switch (request.getStepCase()) {
            case OPEN -> open(request.getOpen().getId(), deadlineNanos);
            case READ -> read(request.getRead());
            case CLOSE -> close(request.getClose().getId());
            case STEP_NOT_SET ->
                CompletableFuture.failedFuture(
                        BackupRefused.malformed("the request has no step that this member knows"));
        };
    }

    /** Copies that are held, or being made. */
    public int held() {
        return copies.size();
    }

    /** When a backup was last fetched whole from here, in seconds since 1970; 0: never. */
    public long lastStreamedSeconds() {
        return lastStreamed.seconds();
    }

    /** Drops copies that nobody has asked for lately, and all when the disk is nearly full. Called now and then. */
    public void tick() {
        long now = time.nanos();
        boolean noRoom = source.noRoom().isPresent();
        copies.forEach((id, copy) -> {
            OpenBackup backup = made(copy);
            if (backup != null && (noRoom || backup.isIdle(now, limits.idleMax().toNanos()))) {
                LOG.info(
                        "Dropping backup {}: {}.",
                        id,
                        noRoom ? "its disk space is needed" : "nobody has asked for it lately");
                drop(id);
            }
        });
    }

    private CompletableFuture<BackupResponse> open(String id, long deadlineNanos) {
        if (!ID.matcher(id).matches()) {
            return CompletableFuture.failedFuture(
                    BackupRefused.malformed("a backup's id is 1 to 64 letters, digits and dashes, not '" + id + "'"));
        }
        CompletableFuture<OpenBackup> copy = new CompletableFuture<>();
        lock.lock();
        try {
            CompletableFuture<OpenBackup> asked = copies.get(id);
            if (asked != null) {
                return manifest(asked);
            }
            var noRoom = source.noRoom();
            if (noRoom.isPresent()) {
                throw BackupRefused.noRoom(noRoom.get().message());
            }
            if (!places.tryAcquire()) {
                throw BackupRefused.tooMany(limits.openMax());
            }
            copies.put(id, copy);
        } catch (BackupRefused refused) {
            return CompletableFuture.failedFuture(refused);
        } finally {
            lock.unlock();
        }
        copy.whenComplete((made, failure) -> {
            if (failure != null) {
                copies.remove(id, copy);
                places.release();
            }
        });
        source.whenFresh(
                deadlineNanos,
                () -> run(copier, () -> copy.complete(copied(id)), copy),
                refusal -> copy.completeExceptionally(BackupRefused.because(refusal)));
        return manifest(copy);
    }

    private static CompletableFuture<BackupResponse> manifest(CompletableFuture<OpenBackup> copy) {
        return copy.thenApply(
                made -> BackupResponse.newBuilder().setManifest(made.manifest()).build());
    }

    private OpenBackup copied(String id) throws IOException {
        Path directory = home.resolve(id);
        try {
            Files.createDirectories(home);
            OpenBackup backup =
                    OpenBackup.of(directory, source.copy(directory).setId(id), time, bytes -> goOn(id, bytes));
            LOG.info(
                    "Backup {} holds revision {}, log entry {}, {} files.",
                    id,
                    backup.manifest().getRevision(),
                    backup.manifest().getIndex(),
                    backup.manifest().getFilesCount());
            return backup;
        } catch (IOException | RuntimeException | Error e) {
            delete(directory);
            throw e;
        }
    }

    /** A copy that is being made holds the disk's space as much as one that is made, and the thread that deletes. */
    private void goOn(String id, int bytes) {
        var noRoom = source.noRoom();
        if (noRoom.isPresent()) {
            throw BackupRefused.noRoom(noRoom.get().message());
        }
        if (!copies.containsKey(id)) {
            throw BackupRefused.gone(id);
        }
        time.pause(rate.take(bytes, time.nanos()));
    }

    private CompletableFuture<BackupResponse> read(BackupRead request) {
        CompletableFuture<OpenBackup> copy = copies.get(request.getId());
        OpenBackup backup = copy == null ? null : made(copy);
        if (backup == null) {
            return CompletableFuture.failedFuture(BackupRefused.gone(request.getId()));
        }
        backup.use(time.nanos());
        int wanted;
        try {
            wanted = backup.wanted(request, limits.pieceBytesMax());
        } catch (BackupRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<BackupResponse> answer = new CompletableFuture<>();
        CompletableFuture<BackupResponse> underWay = pieces.putIfAbsent(request, answer);
        if (underWay != null) {
            // Asked again because it waits: it is read, and counted, once.
            return underWay;
        }
        answer.whenComplete((piece, failure) -> pieces.remove(request, answer));
        OptionalLong wait = rate.takeWithin(wanted, time.nanos(), PIECE_WAIT_NANOS_MAX);
        if (wait.isEmpty()) {
            answer.completeExceptionally(
                    new RejectedExecutionException("more is asked for than backup.bytes-per-second lets through"));
            return answer;
        }
        Runnable reading = () -> run(reads, () -> answer.complete(piece(backup, request, wanted)), answer);
        if (wait.getAsLong() == 0) {
            reading.run();
        } else {
            time.after(wait.getAsLong(), reading);
        }
        return answer;
    }

    private BackupResponse piece(OpenBackup backup, BackupRead request, int wanted) throws IOException {
        BackupPiece piece = backup.read(request, wanted);
        if (backup.completes(piece)) {
            long seconds = time.wallSeconds();
            copier.execute(() -> remember(backup.manifest().getId(), seconds));
        }
        return BackupResponse.newBuilder().setPiece(piece).build();
    }

    private void remember(String id, long seconds) {
        LOG.info("Backup {} was fetched whole.", id);
        try {
            lastStreamed.happened(seconds);
        } catch (IOException e) {
            LOG.warn("When a backup was fetched could not be noted in {}: it is forgotten at the next start", home, e);
        }
    }

    private CompletableFuture<BackupResponse> close(String id) {
        drop(id);
        return CompletableFuture.completedFuture(BackupResponse.newBuilder()
                .setClosed(BackupClosed.getDefaultInstance())
                .build());
    }

    private void drop(String id) {
        CompletableFuture<OpenBackup> copy = copies.remove(id);
        if (copy != null) {
            // One that is being made is deleted when it is.
            copy.thenAccept(made -> {
                try {
                    copier.execute(() -> {
                        delete(made.directory());
                        places.release();
                    });
                } catch (RejectedExecutionException stopping) {
                    LOG.debug("Backup {} is deleted at the next start.", id, stopping);
                }
            });
        }
    }

    private static @Nullable OpenBackup made(CompletableFuture<OpenBackup> copy) {
        return copy.isDone() && !copy.isCompletedExceptionally() ? copy.join() : null;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Executor executor, Step step, CompletableFuture<?> answer) {
        try {
            executor.execute(() -> {
                try {
                    step.run();
                } catch (NoSuchFileException dropped) {
                    answer.completeExceptionally(BackupRefused.gone("that was asked for"));
                } catch (IOException e) {
                    LOG.warn("A backup could not be made or read", e);
                    answer.completeExceptionally(BackupRefused.unreadable(e.toString()));
                } catch (RuntimeException | Error e) {
                    // Whatever it is: whoever waits is told, and the copy's place is free again.
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private void lookAtWhatIsThere() {
        if (!Files.isDirectory(home)) {
            return;
        }
        try {
            lastStreamed.load();
        } catch (IOException e) {
            LOG.warn("When a backup was last fetched from here cannot be read in {}", home, e);
        }
        try (Stream<Path> leftovers = Files.list(home)) {
            leftovers.forEach(BackupService::delete);
        } catch (IOException e) {
            LOG.warn("Backups that an earlier run left in {} could not be deleted", home, e);
        }
    }

    private static void delete(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        } catch (IOException e) {
            LOG.warn("The backup in {} could not be deleted", directory, e);
        }
    }
}
