package io.ratiskv.server.space;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseRevokeRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.fakes.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long MIB = 1 << 20;
    private static final SpaceLimits DISK = new SpaceLimits(0, 128 * MIB, 64 * MIB);

    private static final long COMPACTION = 4 * MIB;

    private static final Operation PUT = Operation.newBuilder()
            .setPut(PutRequest.newBuilder().setKey(key("a")))
            .build();
    private static final Operation DELETE = Operation.newBuilder()
            .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key("a")))
            .build();
    private static final Operation READ = Operation.newBuilder()
            .setRange(RangeRequest.newBuilder().setKey(key("a")))
            .build();

    private static final List<Command> GROWING = List.of(
            Command.newBuilder().setPut(PUT.getPut()).build(),
            Command.newBuilder()
                    .setLeaseGrant(LeaseGrantRequest.getDefaultInstance())
                    .build(),
            Command.newBuilder().setProtect(ProtectRequest.getDefaultInstance()).build(),
            txn(TxnRequest.newBuilder().addSuccess(DELETE).addFailure(PUT)),
            txn(TxnRequest.newBuilder()
                    .addSuccess(Operation.newBuilder()
                            .setTxn(TxnRequest.newBuilder().addSuccess(DELETE).addSuccess(PUT)))),
            Command.newBuilder()
                    .setCommit(CommitRequest.newBuilder().addWrites(DELETE).addWrites(PUT))
                    .build());

    private static final List<Command> FREEING = List.of(
            Command.newBuilder().setDeleteRange(DELETE.getDeleteRange()).build(),
            Command.newBuilder().setCompact(CompactRequest.getDefaultInstance()).build(),
            Command.newBuilder()
                    .setOpenSession(OpenSessionRequest.getDefaultInstance())
                    .build(),
            Command.newBuilder()
                    .setCloseSession(CloseSessionRequest.getDefaultInstance())
                    .build(),
            Command.newBuilder()
                    .setLeaseKeepAlive(LeaseKeepAliveRequest.getDefaultInstance())
                    .build(),
            Command.newBuilder()
                    .setLeaseRevoke(LeaseRevokeRequest.getDefaultInstance())
                    .build(),
            txn(TxnRequest.newBuilder().addSuccess(DELETE).addFailure(READ)),
            Command.newBuilder()
                    .setCommit(CommitRequest.newBuilder().addWrites(DELETE))
                    .build());

    private final GroupSpace group = new GroupSpace(new ManualClock());
    private long deleted = 1;
    private final Admission admission = new Admission(group, keys -> deleted);

    @Test
    void with_room_everything_goes() {
        look(500 * MIB);
        assertThat(GROWING)
                .allSatisfy(command -> assertThat(admission.refusal(command)).isEmpty());
        assertThat(FREEING)
                .allSatisfy(command -> assertThat(admission.refusal(command)).isEmpty());
    }

    @Test
    void at_the_quota_only_what_may_grow_the_data_is_refused() {
        group.look("n1", Reports.used(900), List.of("n1"));
        admission.refill();
        assertThat(GROWING)
                .allSatisfy(command -> assertThat(admission.refusal(command))
                        .hasValueSatisfying(
                                refusal -> assertThat(refusal.field()).isEqualTo("storage.quota-bytes")));
        assertThat(FREEING)
                .allSatisfy(command -> assertThat(admission.refusal(command)).isEmpty());
    }

    @Test
    void on_a_full_and_on_a_critical_disk_too() {
        for (long free : new long[] {100 * MIB, 40 * MIB}) {
            look(free);
            assertThat(GROWING)
                    .allSatisfy(
                            command -> assertThat(admission.refusal(command)).isPresent());
            assertThat(FREEING)
                    .allSatisfy(
                            command -> assertThat(admission.refusal(command)).isEmpty());
        }
    }

    @Test
    void deletes_on_a_full_disk_share_half_of_what_may_be_moved_until_the_next_look() {
        look(100 * MIB); // 64 MiB beyond the reserve and one compaction
        deleted = 10 * MIB;
        for (int i = 0; i < 3; i++) {
            assertThat(admission.refusal(delete())).isEmpty();
        }
        assertThat(admission.refusal(delete())).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.OUT_OF_SPACE);
            assertThat(refusal.retryAfterMs()).isPositive();
            assertThat(refusal.message()).contains("step by step");
        });
        look(100 * MIB);
        assertThat(admission.refusal(delete())).isEmpty();
    }

    @Test
    void a_delete_of_more_than_may_be_moved_is_told_to_come_in_parts() {
        look(100 * MIB);
        deleted = 33 * MIB;
        assertThat(admission.refusal(delete())).hasValueSatisfying(refusal -> {
            assertThat(refusal.message()).contains("33.0 MiB", "32.0 MiB", "fewer keys");
            assertThat(refusal.limit()).isEqualTo(32 * MIB);
            assertThat(refusal.actual()).isEqualTo(33 * MIB);
        });
    }

    @Test
    void the_first_small_delete_after_each_look_goes_whatever_is_left() {
        deleted = MIB;
        for (int look = 0; look < 3; look++) {
            look(35 * MIB);
            assertThat(admission.refusal(delete())).isEmpty();
            assertThat(admission.refusal(delete())).isPresent();
        }
    }

    @Test
    void no_delete_goes_into_the_reserve_which_the_log_lives_on() {
        look(32 * MIB);
        assertThat(admission.refusal(delete()))
                .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains("reserve for the log"));
        assertThat(admission.refusal(Command.newBuilder()
                        .setOpenSession(OpenSessionRequest.getDefaultInstance())
                        .build()))
                .isEmpty();
    }

    private void look(long freeBytes) {
        group.look(
                "n1",
                new SpaceJudge(DISK, COMPACTION).judge(new SpaceFigures(0, 0, 0, freeBytes, 1_000 * MIB)),
                List.of("n1"));
        admission.refill();
    }

    private static Command delete() {
        return FREEING.get(0);
    }

    private static Command txn(TxnRequest.Builder txn) {
        return Command.newBuilder().setTxn(txn).build();
    }

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
