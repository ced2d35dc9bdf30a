package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.BackupException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.MembershipException;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    @Test
    void the_reason_of_a_refusal_is_the_one_that_the_member_spells() {
        assertThat(refused(ErrorCode.MEMBERSHIP_REFUSED, "still-alive"))
                .isInstanceOfSatisfying(
                        MembershipException.class,
                        e -> assertThat(e.reason()).isEqualTo(MembershipException.Reason.STILL_ALIVE));
        assertThat(refused(ErrorCode.BACKUP_REFUSED, "unreadable"))
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.reason()).isEqualTo(BackupException.Reason.UNREADABLE));
    }

    @Test
    void a_reason_of_a_later_version_is_some_other_one() {
        assertThat(refused(ErrorCode.MEMBERSHIP_REFUSED, "moon-is-full"))
                .isInstanceOfSatisfying(
                        MembershipException.class,
                        e -> assertThat(e.reason()).isEqualTo(MembershipException.Reason.OTHER));
        assertThat(refused(ErrorCode.BACKUP_REFUSED, ""))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.reason()).isEqualTo(BackupException.Reason.OTHER));
    }

    private static KvException refused(ErrorCode code, String reason) {
        return Errors.decided(Error.newBuilder().setCode(code).setField(reason).build(), false, null);
    }
}
