package io.ratiskv.server.restore;

import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.raft.DataDirectoryException;
import io.ratiskv.server.raft.NewMemberDisk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that checks and restores backups, for {@code kvctl snapshot}, which speaks with people. It tells on standard
 * output, a line each with tabs between the words: {@code progress WHAT BYTES TOTAL}, {@code done WORDS…}, {@code refused
 * REASON SENTENCE}, {@code failed SENTENCE}.
 *
 * <pre>
 * verify FILE WORK-DIRECTORY
 * restore FILE CLUSTER REVISIONS-FORWARD same|other keep|refuse MEMBER=DIRECTORY…
 * </pre>
 */
public final class RestoreMain {
    private static final int REFUSED = 3;
    private static final int FAILED = 4;
    private static final long TELL_EVERY_BYTES = 4 << 20;
    private static final int RESTORE_WORDS_MIN = 7;
    private static final int VERIFY_WORDS = 3;

    private final PrintStream out;
    private String told = "";
    private long toldBytes;

    private RestoreMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] words) {
        int code = new RestoreMain(System.out).run(words);
        System.out.flush();
        System.exit(code);
    }

    private int run(String[] words) {
        try {
            if (words.length == VERIFY_WORDS && words[0].equals("verify")) {
                Restore.verify(Path.of(words[1]), Path.of(words[2]), StateLimits.defaults(), this::progress);
                tell("done");
            } else if (words.length >= RESTORE_WORDS_MIN && words[0].equals("restore")) {
                restore(words);
            } else {
                throw new IllegalArgumentException("neither verify nor restore with their words");
            }
            return 0;
        } catch (RestoreRefused e) {
            tell("refused", e.reason().name(), String.valueOf(e.getMessage()));
            return REFUSED;
        } catch (IOException | DataDirectoryException | IllegalArgumentException e) {
            tell("failed", e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        } catch (RuntimeException e) {
            tell("failed", e.toString());
            return FAILED;
        }
    }

    private void restore(String[] words) throws IOException, RestoreRefused {
        String clusterId = words[2];
        List<NewMemberDisk> disks = new ArrayList<>();
        for (String word : List.of(words).subList(RESTORE_WORDS_MIN - 1, words.length)) {
            int equals = word.indexOf('=');
            disks.add(new NewMemberDisk(Path.of(word.substring(equals + 1)), clusterId, word.substring(0, equals)));
        }
        if (words[5].equals("keep")) {
            for (NewMemberDisk disk : List.copyOf(disks)) {
                if (disk.isOwn()) {
                    disks.remove(disk);
                }
            }
            if (disks.isEmpty()) {
                tell("done", "", "0", "0");
                return;
            }
        }
        Restore restore = new Restore(
                Path.of(words[1]),
                clusterId,
                Long.parseLong(words[3]),
                words[4].equals("same"),
                StateLimits.defaults(),
                this::progress);
        Restore.Made made = restore.into(disks);
        tell(
                "done",
                made.origin(),
                Long.toString(made.state().state().revision()),
                Long.toString(made.state().keys()));
    }

    private void progress(String what, long bytes, long total) {
        if (!what.equals(told) || bytes - toldBytes >= TELL_EVERY_BYTES || bytes == total) {
            told = what;
            toldBytes = bytes;
            tell("progress", what, Long.toString(bytes), Long.toString(total));
        }
    }

    private void tell(String... words) {
        List<String> clean = new ArrayList<>();
        for (String word : words) {
            clean.add(word.replaceAll("[\\t\\n\\r]", " "));
        }
        out.println(String.join("\t", clean));
        out.flush();
    }
}
