package io.ratiskv.server.backup;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;

/** A copy that is not made, or a piece that is not there, and what to do instead. */
public final class BackupRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    private BackupRefused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    static BackupRefused because(Refusal refusal) {
        return new BackupRefused(refusal);
    }

    static BackupRefused gone(String id) {
        return of(
                "gone",
                "this member does not hold backup '" + id
                        + "' any more: it was not asked for in time, or the member was restarted; begin a new one");
    }

    static BackupRefused tooMany(int limit) {
        Refusal refusal = of(
                        "too-many",
                        "this member holds " + limit
                                + " backups already: wait until one is done, or ask another member")
                .refusal();
        return new BackupRefused(new Refusal(
                refusal.code(),
                refusal.message(),
                refusal.field(),
                0,
                limit,
                limit,
                Duration.ofSeconds(5).toMillis(),
                null,
                null));
    }

    static BackupRefused noRoom(String why) {
        return of("no-room", "a backup would hold up disk space on this member, which is short of it: " + why);
    }

    static BackupRefused malformed(String why) {
        return of("malformed", why);
    }

    static BackupRefused unreadable(String why) {
        return of("unreadable", "this member could not make or read the copy: " + why + "; ask another member");
    }

    private static BackupRefused of(String word, String message) {
        return new BackupRefused(new Refusal(ErrorCode.BACKUP_REFUSED, message, word, 0, 0, 0, 0, null, null));
    }
}
