package io.ratiskv.server.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.backup.BackupFileWriter;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateCopy;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.DataDirectoryException;
import io.ratiskv.server.raft.NewMemberDisk;
import io.ratiskv.server.restore.RestoreRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is restored, and above all what is not. */
class RestoreTest {
    private static final long FORWARD = 1_000;
    private static final StateLimits LIMITS = StateLimits.defaults();

    @TempDir
    Path directory;

    private Path backup;
    private StateCopy held;

    @BeforeEach
    void a_backup_of_a_hundred_keys() throws IOException {
        Path copy = directory.resolve("copy");
        try (ReplicatedState state = ReplicatedState.open(directory.resolve("old"), LIMITS)) {
            for (int i = 0; i < 100; i++) {
                state.apply(2, i, put("key" + i));
            }
            held = state.checkpoint(copy);
        }
        backup = save("good.backup", copy, manifest -> {});
    }

    @Test
    void each_member_gets_a_directory_and_all_have_one_origin() throws Exception {
        Restore.Made made = restore("new").into(disks("n1", "n2", "n3"));

        assertThat(made.state().state().revision()).isEqualTo(held.state().revision() + FORWARD);
        assertThat(made.state().keys()).isEqualTo(100);
        for (String name : List.of("n1", "n2", "n3")) {
            try (DataDirectory opened = DataDirectory.open(directory.resolve(name), "new", name)) {
                assertThat(opened.origin()).isEqualTo(made.origin());
                assertThat(opened.begun()).isFalse();
            }
        }
        assertThat(directory.resolve("n1").resolve("restore.tmp")).doesNotExist();
    }

    @Test
    void restored_on_another_machine_it_has_the_same_origin_and_otherwise_another() throws Exception {
        String one = restore("new").into(disks("a")).origin();
        assertThat(restore("new").into(disks("b")).origin()).isEqualTo(one);
        assertThat(restore("newer").into(disks("c")).origin()).isNotEqualTo(one);
        Path good = backup;
        backup = save("later.backup", directory.resolve("copy"), manifest -> manifest.setTakenAtMs(7));
        assertThat(restore("new").into(disks("e")).origin())
                .as("of another backup")
                .isNotEqualTo(one);
        backup = good;
        assertThat(new Restore(backup, "new", FORWARD + 1, false, LIMITS, (w, b, t) -> {})
                        .into(disks("d"))
                        .origin())
                .isNotEqualTo(one);
    }

    @Test
    void the_same_restore_again_is_success_and_another_one_is_refused() throws Exception {
        restore("new").into(disks("n1"));
        Path n1 = directory.resolve("n1").resolve("member.properties");
        String made = Files.readString(n1);
        restore("new").into(disks("n1", "n2"));

        assertThat(n1).as("the life that was drawn for it").hasContent(made);
        assertThat(directory.resolve("n2").resolve("member.properties")).exists();
        assertRefused(
                Reason.NOT_EMPTY,
                () -> new Restore(backup, "new", FORWARD + 1, false, LIMITS, (w, b, t) -> {}).into(disks("n1")));
    }

    @Test
    void a_live_directory_and_one_that_is_not_empty_are_refused_and_left_as_they_are() throws Exception {
        Path live = directory.resolve("live");
        try (DataDirectory running = DataDirectory.open(live, "old", "live")) {
            assertThat(running.firstBoot()).isTrue();
            assertRefused(Reason.IN_USE, () -> restore("new").into(disks("live")));
        }
        assertRefused(Reason.NOT_EMPTY, () -> restore("new").into(disks("live")));

        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("precious.txt"), "mine");
        assertRefused(Reason.NOT_EMPTY, () -> restore("new").into(disks("n1", "other")));
        assertThat(other.resolve("precious.txt")).hasContent("mine");
        assertThat(directory.resolve("n1")).as("all or none").doesNotExist();
    }

    @Test
    void no_member_and_no_other_restore_gets_at_a_directory_while_it_is_restored() throws Exception {
        List<String> said = new ArrayList<>();
        Steps looking = (what, bytes, total) -> {
            if (what.startsWith("checking") || what.startsWith("writing")) {
                said.add(said(() -> DataDirectory.open(directory.resolve("n2"), "new", "n2")));
                said.add(said(() -> restore("new").into(disks("n3", "n2"))));
            }
        };
        new Restore(backup, "new", FORWARD, false, LIMITS, looking).into(disks("n1", "n2"));

        assertThat(said).hasSizeGreaterThanOrEqualTo(6).allMatch(sentence -> sentence.contains("in use by"));
        try (DataDirectory opened = DataDirectory.open(directory.resolve("n2"), "new", "n2")) {
            assertThat(opened.origin()).as("and it can be started afterwards").isNotEmpty();
        }
    }

    @Test
    void somebodys_directory_of_the_name_that_a_restore_uses_is_not_deleted() throws Exception {
        Path theirs = Files.createDirectories(directory.resolve("n1").resolve("restored"));
        Files.writeString(theirs.resolve("precious.txt"), "mine");
        assertRefused(Reason.NOT_EMPTY, () -> restore("new").into(disks("n1")));
        assertThat(theirs.resolve("precious.txt")).hasContent("mine");
    }

    @Test
    void a_restore_that_was_killed_before_the_directory_counted_is_done_anew() throws Exception {
        String origin = restore("new").into(disks("n1")).origin();
        Files.delete(directory.resolve("n1").resolve("member.properties"));
        Path half = Files.createDirectories(directory.resolve("n1").resolve("restored.tmp"));
        Files.writeString(half.resolve("CURRENT"), "half");
        Files.createDirectories(directory.resolve("n1").resolve("restore.tmp").resolve("backup"));

        assertThat(restore("new").into(disks("n1")).origin()).isEqualTo(origin);
        assertThat(directory.resolve("n1").resolve("restored.tmp")).doesNotExist();
        assertThat(directory.resolve("n1").resolve("restore.tmp")).doesNotExist();
    }

    @Test
    void a_disk_without_room_is_refused_before_anything_is_unpacked() throws Exception {
        backup = directory.resolve("huge.backup");
        BackupManifest huge = BackupManifest.newBuilder()
                .setFormat(1)
                .setClusterId("old")
                .addFiles(BackupFile.newBuilder().setName("a.sst").setSize(1L << 58))
                .build();
        BackupFileWriter.begin(backup, huge).close();
        assertRefused(Reason.NO_ROOM, () -> restore("new").into(disks("n1", "n2", "n3")));
        assertThat(directory.resolve("n1").resolve("restore.tmp")).doesNotExist();
    }

    @Test
    void the_name_of_the_old_cluster_is_refused_unless_it_is_meant() throws Exception {
        assertRefused(Reason.SAME_CLUSTER, () -> restore("old").into(disks("n1")));

        new Restore(backup, "old", FORWARD, true, LIMITS, (w, b, t) -> {}).into(disks("n1"));
        assertThat(directory.resolve("n1").resolve("member.properties")).exists();
    }

    @Test
    void a_damaged_backup_is_refused_wherever_the_damage_is_and_nothing_is_left() throws Exception {
        byte[] whole = Files.readAllBytes(backup);
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = whole.clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Path damaged = Files.write(directory.resolve("damaged"), bytes);
            assertThatThrownBy(() ->
                            new Restore(damaged, "new", FORWARD, false, LIMITS, (w, b, t) -> {}).into(disks("n1")))
                    .as("byte %d", at)
                    .isInstanceOf(RestoreRefused.class);
            assertThatThrownBy(() -> Restore.verify(damaged, directory.resolve("work"), LIMITS, (w, b, t) -> {}))
                    .isInstanceOf(RestoreRefused.class);
            assertThat(directory.resolve("n1").resolve("member.properties")).doesNotExist();
            assertThat(directory.resolve("work")).doesNotExist();
        }
    }

    @Test
    void a_format_that_this_build_does_not_know_is_refused() throws Exception {
        backup = save("later.backup", directory.resolve("copy"), manifest -> manifest.setFormat(2));
        assertRefused(Reason.UNKNOWN_FORMAT, () -> restore("new").into(disks("n1")));
    }

    @Test
    void a_backup_whose_store_is_not_what_it_says_is_refused() throws Exception {
        for (Consumer<BackupManifest.Builder> lie : List.<Consumer<BackupManifest.Builder>>of(
                manifest -> manifest.setKeys(99),
                manifest -> manifest.setRevision(7),
                manifest -> manifest.setCompactRevision(7),
                manifest -> manifest.setStateHash(7),
                manifest -> manifest.setIndex(7))) {
            Files.deleteIfExists(directory.resolve("lie.backup"));
            backup = save("lie.backup", directory.resolve("copy"), lie);
            assertRefused(Reason.WRONG_STATE, () -> restore("new").into(disks("n1")));
        }
    }

    @Test
    void a_file_of_a_backup_that_is_a_path_is_refused() throws Exception {
        backup = save(
                "path.backup",
                directory.resolve("copy"),
                manifest -> manifest.getFilesBuilder(0).setName("../evil"));
        assertRefused(Reason.DAMAGED, () -> restore("new").into(disks("n1")));
    }

    @Test
    void a_good_backup_is_verified_without_leaving_anything() throws Exception {
        Path work = directory.resolve("work");
        assertThat(Restore.verify(backup, work, LIMITS, (w, b, t) -> {}).getKeys())
                .isEqualTo(100);
        assertThat(work).doesNotExist();
    }

    @Test
    void a_member_whose_restored_state_was_taken_away_does_not_begin_with_nothing() throws Exception {
        restore("new").into(disks("n1"));
        Path restored = directory.resolve("n1").resolve("restored");
        try (Stream<Path> files = Files.list(restored)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(restored);

        assertThatThrownBy(() -> DataDirectory.open(directory.resolve("n1"), "new", "n1"))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("restore into it again");
    }

    private Restore restore(String clusterId) {
        return new Restore(backup, clusterId, FORWARD, false, LIMITS, (what, bytes, total) -> {});
    }

    private List<NewMemberDisk> disks(String... names) {
        return Stream.of(names)
                .map(name -> new NewMemberDisk(directory.resolve(name), "new", name))
                .toList();
    }

    private Path save(String name, Path copy, Consumer<BackupManifest.Builder> change) throws IOException {
        BackupManifest.Builder manifest = BackupManifest.newBuilder()
                .setFormat(1)
                .setId("id")
                .setClusterId("old")
                .setTerm(held.position().term())
                .setIndex(held.position().index())
                .setRevision(held.state().revision())
                .setCompactRevision(held.state().compactRevision())
                .setStateHash(held.state().stateHash())
                .setKeys(held.keys());
        List<Path> files;
        try (Stream<Path> list = Files.list(copy)) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            manifest.addFiles(BackupFile.newBuilder()
                    .setName(file.getFileName().toString())
                    .setSize(bytes.length)
                    .setCrc32C((int) crc.getValue()));
        }
        change.accept(manifest);
        Path target = directory.resolve(name);
        try (BackupFileWriter writer = BackupFileWriter.begin(directory.resolve(name + ".part"), manifest.build())) {
            while (!writer.isComplete()) {
                byte[] bytes = Files.readAllBytes(files.get(writer.file()));
                int from = (int) writer.offset();
                writer.add(BackupPiece.newBuilder()
                        .setFile(writer.file())
                        .setOffset(from)
                        .setData(ByteString.copyFrom(bytes, from, Math.min(4_096, bytes.length - from)))
                        .build());
            }
            writer.finish(target);
        }
        return target;
    }

    private static CommandBatch put(String key) {
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .addCommands(Command.newBuilder()
                        .setPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFromUtf8("value"))))
                .build();
    }

    private interface Opening {
        Object run() throws IOException, RestoreRefused;
    }

    private static String said(Opening opening) {
        try {
            opening.run();
            return "nothing";
        } catch (IOException | RestoreRefused | DataDirectoryException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private interface Doing {
        void run() throws IOException, RestoreRefused;
    }

    private static void assertRefused(Reason reason, Doing doing) {
        assertThatThrownBy(doing::run)
                .isInstanceOfSatisfying(
                        RestoreRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
