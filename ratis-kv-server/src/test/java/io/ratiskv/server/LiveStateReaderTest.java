package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.server.mvcc.WriteTxn;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.read.ReadRefusedException;
import org.junit.jupiter.api.Test;

class LiveStateReaderTest {
    @Test
    void a_lease_with_more_keys_than_an_answer_holds_is_well_asked_for_but_its_result_is_too_large() {
        LeaseTimeToLiveResponse answer = LeaseTimeToLiveResponse.newBuilder()
                .addKeys(ByteString.copyFrom(new byte[(int) WriteTxn.ANSWER_BYTES_MAX]))
                .build();

        Refusal refusal = catchThrowableOfType(ReadRefusedException.class, () -> LiveStateReader.withinBound(answer))
                .refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(refusal.limit()).isEqualTo(WriteTxn.ANSWER_BYTES_MAX);
        assertThat(refusal.actual()).isEqualTo(answer.getSerializedSize());
    }
}
