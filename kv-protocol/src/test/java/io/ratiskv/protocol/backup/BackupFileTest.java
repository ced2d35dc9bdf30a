package io.ratiskv.protocol.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.backup.BackupFileException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backup file, byte by byte. */
class BackupFileTest {
    private static final List<byte[]> FILES = List.of(random(250, 1), new byte[0], random(60, 2));
    private static final int PIECE = 100;

    @TempDir
    Path directory;

    @Test
    void what_was_written_is_read_and_a_draft_has_another_name_until_it_is_whole() throws IOException {
        Path target = directory.resolve("b");
        try (BackupFileWriter writer = BackupFileWriter.begin(directory.resolve("b.part"), manifest())) {
            addFrom(writer, Integer.MAX_VALUE);
            assertThat(target).doesNotExist();
            writer.finish(target);
        }

        assertThat(directory.resolve("b.part")).doesNotExist();
        assertThat(contents(target)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(FILES);
    }

    @Test
    void a_flipped_bit_is_found_in_whichever_byte_it_is() throws IOException {
        byte[] whole = Files.readAllBytes(finished("b"));
        Path flipped = directory.resolve("flipped");
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            Files.write(flipped, bytes);
            assertThatThrownBy(() -> contents(flipped)).as("byte %d", at).isInstanceOf(BackupFileException.class);
        }
    }

    @Test
    void one_that_is_cut_off_is_found_wherever_that_is() throws IOException {
        byte[] whole = Files.readAllBytes(finished("b"));
        Path cut = directory.resolve("cut");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> contents(cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(BackupFileException.class);
        }
        Files.write(cut, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> contents(cut)).hasMessageContaining("something follows its trailer");
    }

    @Test
    void pieces_that_were_taken_out_or_exchanged_are_found_though_each_is_as_it_was() throws IOException {
        byte[] whole = Files.readAllBytes(finished("b"));
        // Header, manifest, then pieces of 100 bytes, all with heads of the same size.
        int first = BackupFormat.HEADER_BYTES + recordBytes(whole, BackupFormat.HEADER_BYTES);
        int piece = recordBytes(whole, first);
        Path bad = directory.resolve("bad");

        ByteArrayOutputStream without = new ByteArrayOutputStream();
        without.write(whole, 0, first);
        without.write(whole, first + piece, whole.length - first - piece);
        Files.write(bad, without.toByteArray());
        assertThatThrownBy(() -> contents(bad)).hasMessageContaining("is not the one that follows");

        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(whole, 0, first + piece);
        twice.write(whole, first, whole.length - first);
        Files.write(bad, twice.toByteArray());
        assertThatThrownBy(() -> contents(bad)).hasMessageContaining("is not the one that follows");
    }

    @Test
    void another_kind_of_file_and_a_later_format_are_told_apart() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "not a backup at all");
        assertThatThrownBy(() -> BackupFileReader.open(file))
                .isInstanceOfSatisfying(
                        BackupFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_A_BACKUP));

        byte[] later = Files.readAllBytes(finished("b"));
        ByteBuffer.wrap(later).putInt(8, 2);
        Files.write(file, later);
        assertThatThrownBy(() -> BackupFileReader.open(file))
                .hasMessageContaining("format 2")
                .isInstanceOfSatisfying(
                        BackupFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_FORMAT));
    }

    @Test
    void a_draft_is_gone_on_with_wherever_it_was_cut_off() throws IOException {
        byte[] whole = Files.readAllBytes(finished("b"));
        Path draft = directory.resolve("c.part");
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(draft, Arrays.copyOf(whole, length));
            Path target = directory.resolve("c" + length);
            try (BackupFileWriter writer = BackupFileWriter.resume(draft).orElseGet(() -> begun(draft))) {
                addFrom(writer, Integer.MAX_VALUE);
                writer.finish(target);
            }
            assertThat(Files.readAllBytes(target))
                    .as("from %d bytes on", length)
                    .isEqualTo(whole);
        }
    }

    @Test
    void a_draft_with_a_damaged_byte_is_not_gone_on_with() throws IOException {
        Path draft = directory.resolve("b.part");
        try (BackupFileWriter writer = BackupFileWriter.begin(draft, manifest())) {
            addFrom(writer, 2);
        }
        byte[] bytes = Files.readAllBytes(draft);
        bytes[bytes.length - 1] ^= 1;
        Files.write(draft, bytes);

        assertThat(BackupFileWriter.resume(draft)).isEmpty();
    }

    @Test
    void a_file_that_does_not_match_its_checksum_is_refused_before_it_is_written() throws IOException {
        BackupManifest.Builder wrong = manifest().toBuilder();
        wrong.getFilesBuilder(0).setCrc32C(1);
        try (BackupFileWriter writer = BackupFileWriter.begin(directory.resolve("b.part"), wrong.build())) {
            assertThatThrownBy(() -> addFrom(writer, Integer.MAX_VALUE))
                    .hasMessageContaining("does not match its checksum");
        }
    }

    @Test
    void no_file_is_written_over() throws IOException {
        Path target = finished("b");
        try (BackupFileWriter writer = BackupFileWriter.begin(directory.resolve("x.part"), manifest())) {
            addFrom(writer, Integer.MAX_VALUE);
            assertThatThrownBy(() -> writer.finish(target)).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void two_do_not_write_the_same_draft() throws IOException {
        Path draft = directory.resolve("b.part");
        try (BackupFileWriter writer = BackupFileWriter.begin(draft, manifest())) {
            assertThat(writer.isComplete()).isFalse();
            assertThatThrownBy(() -> BackupFileWriter.resume(draft)).hasMessageContaining("another process writes");
        }
    }

    @Test
    void a_draft_that_is_gone_on_with_is_still_nobody_elses() throws Exception {
        Path draft = directory.resolve("b.part");
        try (BackupFileWriter writer = BackupFileWriter.begin(draft, manifest())) {
            addFrom(writer, 2);
        }
        try (BackupFileWriter writer = BackupFileWriter.resume(draft).orElseThrow()) {
            assertThat(writer.isComplete()).isFalse();
            // Another process, because this one knows of its own locks by itself.
            assertThat(saidByAnotherProcess(draft)).contains("another process writes");
        }
        assertThat(saidByAnotherProcess(draft)).contains("gone on with");
    }

    /** What a process of its own says to the draft. */
    static final class Other {
        private Other() {}

        public static void main(String[] words) throws IOException {
            try {
                System.out.println(
                        BackupFileWriter.resume(Path.of(words[0])).isPresent() ? "gone on with" : "nothing there");
            } catch (IOException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private static String saidByAnotherProcess(Path draft) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        draft.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } finally {
            process.destroy();
        }
    }

    @Test
    void a_file_of_somebody_that_has_a_drafts_name_is_left_as_it_is() throws IOException {
        Path theirs = Files.writeString(directory.resolve("b.part"), "half of somebody's download");
        assertThatThrownBy(() -> BackupFileWriter.resume(theirs)).hasMessageContaining("move it away");
        assertThatThrownBy(() -> BackupFileWriter.begin(theirs, manifest())).hasMessageContaining("move it away");
        assertThat(theirs).hasContent("half of somebody's download");
    }

    @Test
    void what_a_power_cut_took_from_a_draft_is_written_anew() throws IOException {
        Path draft = Files.write(directory.resolve("b.part"), new byte[4_096]);
        assertThat(BackupFileWriter.resume(draft)).isEmpty();
        try (BackupFileWriter writer = BackupFileWriter.begin(draft, manifest())) {
            assertThat(writer.bytes()).isZero();
        }
    }

    @Test
    void a_backup_is_for_its_owners_eyes() throws IOException {
        assertThat(Files.getPosixFilePermissions(finished("b")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    private Path finished(String name) throws IOException {
        Path target = directory.resolve(name);
        try (BackupFileWriter writer = begun(directory.resolve(name + ".part"))) {
            addFrom(writer, Integer.MAX_VALUE);
            writer.finish(target);
        }
        return target;
    }

    private static BackupFileWriter begun(Path draft) {
        try {
            return BackupFileWriter.begin(draft, manifest());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static BackupManifest manifest() {
        BackupManifest.Builder manifest = BackupManifest.newBuilder()
                .setFormat(1)
                .setId("id")
                .setClusterId("c")
                .setRevision(7);
        for (byte[] file : FILES) {
            CRC32C crc = new CRC32C();
            crc.update(file);
            manifest.addFiles(BackupFile.newBuilder()
                    .setName("f" + manifest.getFilesCount())
                    .setSize(file.length)
                    .setCrc32C((int) crc.getValue()));
        }
        return manifest.build();
    }

    private static void addFrom(BackupFileWriter writer, int piecesMax) throws IOException {
        for (int i = 0; i < piecesMax && !writer.isComplete(); i++) {
            byte[] file = FILES.get(writer.file());
            int from = (int) writer.offset();
            writer.add(BackupPiece.newBuilder()
                    .setFile(writer.file())
                    .setOffset(from)
                    .setData(ByteString.copyFrom(file, from, Math.min(PIECE, file.length - from)))
                    .build());
        }
    }

    private static List<byte[]> contents(Path file) throws IOException {
        try (BackupFileReader reader = BackupFileReader.open(file)) {
            List<ByteArrayOutputStream> files = reader.manifest().getFilesList().stream()
                    .map(f -> new ByteArrayOutputStream())
                    .toList();
            for (BackupPiece piece = reader.next(); piece != null; piece = reader.next()) {
                piece.getData().writeTo(files.get(piece.getFile()));
            }
            return files.stream().map(ByteArrayOutputStream::toByteArray).toList();
        }
    }

    private static int recordBytes(byte[] whole, int at) {
        return BackupFormat.RECORD_HEADER_BYTES + ByteBuffer.wrap(whole).getInt(at);
    }

    private static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
