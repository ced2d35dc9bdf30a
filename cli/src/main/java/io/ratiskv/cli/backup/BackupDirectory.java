package io.ratiskv.cli.backup;

import io.ratiskv.client.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of backups: {@code ratis-kv-CLUSTER-TIME-rREVISION.backup}, each verified before it got that name, and beside
 * them the one that is being made. Files of other names are nobody's business here.
 *
 * <p>Thread: one at a time.
 */
public final class BackupDirectory {
    private static final Pattern NAME = Pattern.compile("ratis-kv-(.+)-(\\d{8}T\\d{6}Z)-r(\\d+)\\.backup");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String DRAFT = "ratis-kv-next.unverified";

    private final Path path;

    public BackupDirectory(Path path) {
        this.path = path;
    }

    /** Makes it, if it is not there. */
    public void prepare() throws IOException {
        Files.createDirectories(path);
    }

    /** Under which name the next one is saved, until it is verified. Always the same, so that an interrupted one goes on. */
    public Path draft() {
        return path.resolve(DRAFT);
    }

    /** Gives the draft, which was verified, its name. */
    public Path accept(Backup backup) throws IOException {
        String cluster = backup.clusterId().replaceAll("[^A-Za-z0-9._-]", "_");
        Path target = path.resolve(
                "ratis-kv-" + cluster + "-" + TIME.format(backup.takenAt()) + "-r" + backup.revision() + ".backup");
        Files.move(draft(), target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    /** Backups of the same cluster as this one, newest first. */
    public List<Path> like(Path backup) throws IOException {
        Matcher wanted = NAME.matcher(backup.getFileName().toString());
        if (!wanted.matches()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> {
                        Matcher name = NAME.matcher(file.getFileName().toString());
                        return name.matches() && name.group(1).equals(wanted.group(1));
                    })
                    .sorted(Comparator.comparing(BackupDirectory::timeAndRevision)
                            .reversed())
                    .toList();
        }
    }

    /**
     * Deletes all but the newest of a cluster. Only to be called when {@code good} was verified just now: that one always
     * stays, whatever clocks say.
     *
     * @param keep at least 1
     * @return what was deleted
     */
    public List<Path> prune(Path good, int keep) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least one is kept");
        }
        List<Path> deleted = new ArrayList<>();
        int kept = 1;
        for (Path backup : like(good)) {
            if (backup.getFileName().equals(good.getFileName())) {
                continue;
            }
            if (kept < keep) {
                kept++;
            } else {
                Files.delete(backup);
                deleted.add(backup);
            }
        }
        return deleted;
    }

    private static String timeAndRevision(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? name.group(2) + String.format("%019d", Long.parseLong(name.group(3))) : "";
    }
}
