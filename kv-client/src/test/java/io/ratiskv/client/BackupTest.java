package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.BackupClosed;
import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRead;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of one small file, fetched from a member that does not always answer. */
class BackupTest {
    private static final byte[] CONTENT = new byte[300];

    @TempDir
    Path directory;

    private final FakeMember member = FakeMember.start(new FakeStore());
    private final List<String> said = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void a_member_that_takes_longer_than_a_deadline_to_make_the_copy_is_asked_again_for_the_same_one()
            throws IOException {
        member.script(request -> request.hasBackup()
                        && request.getBackup().hasOpen()
                        && said.stream().noneMatch(what -> what.contains("still makes a copy"))
                ? Action.LOSE_REQUEST
                : BackupTest::answered);
        Path file = directory.resolve("b");
        try (KvClient db = client()) {
            assertThat(db.admin().backup(file, member.address(), this::tell).bytes())
                    .isEqualTo(CONTENT.length);
        }

        assertThat(BackupFiles.verify(file, progress -> {}).revision()).isEqualTo(7);
        assertThat(requests().stream()
                        .filter(BackupRequest::hasOpen)
                        .map(r -> r.getOpen().getId())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void a_copy_that_is_not_waited_for_is_given_back() {
        member.script(request -> request.hasBackup() && request.getBackup().hasOpen()
                ? Action.error(Error.newBuilder()
                        .setCode(ErrorCode.BACKUP_REFUSED)
                        .setField("unreadable")
                        .setMessage("told to"))
                : BackupTest::answered);
        try (KvClient db = client()) {
            assertThatThrownBy(() -> db.admin().backup(directory.resolve("b"), member.address(), this::tell))
                    .isInstanceOf(BackupException.class);
            Awaitility.await().untilAsserted(() -> assertThat(requests()).anyMatch(BackupRequest::hasClose));
        }
        BackupRequest open =
                requests().stream().filter(BackupRequest::hasOpen).findFirst().orElseThrow();
        assertThat(requests().stream().filter(BackupRequest::hasClose))
                .allMatch(
                        close -> close.getClose().getId().equals(open.getOpen().getId()));
    }

    @Test
    void a_member_that_sends_something_else_than_it_said_leaves_no_file_and_no_draft() {
        member.script(request -> request.hasBackup() && request.getBackup().hasRead()
                ? (m, asked, out) ->
                        m.answer(out, asked, piece(asked.getBackup().getRead(), new byte[] {1, 2, 3}))
                : BackupTest::answered);
        Path file = directory.resolve("b");
        try (KvClient db = client()) {
            assertThatThrownBy(() -> db.admin().backup(file, member.address(), this::tell))
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            e -> assertThat(e.reason()).isEqualTo(BackupException.Reason.UNREADABLE));
        }
        assertThat(file).doesNotExist();
        assertThat(directory.resolve("b.part")).doesNotExist();
    }

    @Test
    void a_file_that_is_there_is_not_written_over() throws IOException {
        Path file = Files.writeString(directory.resolve("b"), "mine");
        try (KvClient db = client()) {
            assertThatThrownBy(() -> db.admin().backup(file, member.address(), this::tell))
                    .hasMessageContaining("never written over");
        }
        assertThat(file).hasContent("mine");
        assertThat(requests()).isEmpty();
    }

    private KvClient client() {
        return KvClient.builder()
                .endpoints(member.address())
                .deadline(Duration.ofSeconds(2))
                .build();
    }

    private void tell(BackupProgress progress) {
        said.add(progress.what());
    }

    private List<BackupRequest> requests() {
        return member.seen(BodyCase.BACKUP).stream().map(Request::getBackup).toList();
    }

    private static void answered(FakeMember member, Request request, java.io.DataOutputStream out) throws IOException {
        BackupRequest asked = request.getBackup();
        if (!request.hasBackup()) {
            Action.SERVE.run(member, request, out);
        } else if (asked.hasOpen()) {
            member.answer(
                    out,
                    request,
                    response(BackupResponse.newBuilder()
                            .setManifest(manifest(asked.getOpen().getId()))));
        } else if (asked.hasRead()) {
            member.answer(out, request, piece(asked.getRead(), CONTENT));
        } else {
            member.answer(
                    out, request, response(BackupResponse.newBuilder().setClosed(BackupClosed.getDefaultInstance())));
        }
    }

    private static BackupManifest manifest(String id) {
        CRC32C crc = new CRC32C();
        crc.update(CONTENT);
        return BackupManifest.newBuilder()
                .setFormat(1)
                .setId(id)
                .setClusterId("c")
                .setRevision(7)
                .addFiles(BackupFile.newBuilder()
                        .setName("a.sst")
                        .setSize(CONTENT.length)
                        .setCrc32C((int) crc.getValue()))
                .build();
    }

    private static Response piece(BackupRead read, byte[] of) {
        int from = (int) Math.min(of.length, read.getOffset());
        return response(BackupResponse.newBuilder()
                .setPiece(BackupPiece.newBuilder()
                        .setFile(read.getFile())
                        .setOffset(read.getOffset())
                        .setData(ByteString.copyFrom(of, from, of.length - from))));
    }

    private static Response response(BackupResponse.Builder backup) {
        return Response.newBuilder().setBackup(backup).build();
    }
}
