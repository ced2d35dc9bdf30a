package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.TxnRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A client of a newer version asks for things that this build has no name for. */
class UnknownFieldsTest extends FrontEndStories {
    private static final UnknownFieldSet FROM_THE_FUTURE = UnknownFieldSet.newBuilder()
            .addField(4_000, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(utf8("a")).build();
    private static final PutRequest NEWER_PUT =
            PUT.toBuilder().setUnknownFields(FROM_THE_FUTURE).build();

    @Test
    void a_write_with_an_unknown_field_is_refused_and_not_proposed() throws IOException {
        try (RawClient client = member.client()) {
            client.send(request(7).setPut(NEWER_PUT));
            Error refused = client.refused();

            assertThat(refused.getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(refused.getMessage()).contains("put has fields that this member does not know", "newer version");
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void so_is_one_deep_inside_a_transaction() throws IOException {
        try (RawClient client = member.client()) {
            client.send(request(7)
                    .setTxn(TxnRequest.newBuilder()
                            .addSuccess(Operation.newBuilder().setPut(NEWER_PUT))));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void what_stands_around_a_write_or_in_a_read_and_is_not_known_is_ignored() throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            client.send(request(7).setPut(PUT).setUnknownFields(FROM_THE_FUTURE));
            assertThat(client.receive().hasError()).isFalse();
            assertThat(member.log.proposal(0).batch().getCommands(0).getPut()).isEqualTo(PUT);

            client.send(request(8)
                    .setRange(RangeRequest.newBuilder().setKey(utf8("a")).setUnknownFields(FROM_THE_FUTURE)));
            assertThat(client.receive().hasRange()).isTrue();
        }
    }
}
