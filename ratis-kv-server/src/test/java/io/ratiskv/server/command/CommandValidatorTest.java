package io.ratiskv.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.TxnRequest;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandValidatorTest {
    private static final CommandValidator VALIDATOR = new CommandValidator(new CommandLimits(8, 20, 4, 3));
    private static final Operation PUT =
            Operation.newBuilder().setPut(put("a", "1")).build();

    @Test
    void a_key_or_value_that_is_too_large_is_named_with_limit_and_size() {
        assertTooLarge(check(put("123456789", "")), "put.key", 8, 9);
        assertTooLarge(check(put("12345678", "x".repeat(21))), "put.value", 20, 21);
        assertThat(VALIDATOR.check(command(put("12345678", "x".repeat(20))))).isEmpty();
        assertTooLarge(
                VALIDATOR
                        .check(RangeRequest.newBuilder()
                                .setKey(bytes("a"))
                                .setRangeEnd(bytes("b123456789"))
                                .build())
                        .orElseThrow(),
                "range.range_end",
                9,
                10);
    }

    @Test
    void the_end_of_a_range_over_the_longest_key_is_allowed() {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(bytes("12345678"))
                .setRangeEnd(bytes("12345678\0"))
                .build();
        assertThat(VALIDATOR.check(range)).isEmpty();
    }

    @Test
    void bytes_are_compared_unsigned() {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[] {1}))
                .setRangeEnd(ByteString.copyFrom(new byte[] {(byte) 0x80}))
                .build();
        assertThat(VALIDATOR.check(range)).isEmpty();
    }

    @Test
    void each_of_the_three_lists_of_a_transaction_is_bounded() {
        TxnRequest.Builder success = TxnRequest.newBuilder();
        TxnRequest.Builder compares = TxnRequest.newBuilder();
        for (int i = 0; i < 5; i++) {
            success.addSuccess(Operation.newBuilder().setPut(put("k" + i, "")));
            compares.addCompare(Compare.newBuilder().setKey(bytes("k")));
        }
        assertTooLarge(check(success), "txn.success", 4, 5);
        assertTooLarge(check(compares), "txn.compare", 4, 5);
        assertTooLarge(check(TxnRequest.newBuilder().addAllFailure(Collections.nCopies(5, PUT))), "txn.failure", 4, 5);
    }

    @Test
    void a_nested_transaction_gets_what_the_longest_list_around_it_leaves() {
        TxnRequest inner = TxnRequest.newBuilder()
                .addSuccess(Operation.newBuilder().setPut(put("x", "")))
                .addSuccess(Operation.newBuilder().setPut(put("y", "")))
                .addSuccess(Operation.newBuilder().setPut(put("z", "")))
                .build();
        TxnRequest.Builder outer =
                TxnRequest.newBuilder().addSuccess(Operation.newBuilder().setTxn(inner));
        assertThat(VALIDATOR.check(Command.newBuilder().setTxn(outer).build())).isEmpty();
        outer.addCompare(Compare.newBuilder().setKey(bytes("a")))
                .addCompare(Compare.newBuilder().setKey(bytes("b")));
        assertTooLarge(check(outer), "txn.success[0].txn.success", 2, 3);
    }

    @Test
    void a_comparison_must_fit_its_target() {
        Compare.Builder valueWithNumber = Compare.newBuilder()
                .setKey(bytes("a"))
                .setTarget(Compare.Target.VALUE)
                .setNumber(1);
        assertThat(check(TxnRequest.newBuilder().addCompare(valueWithNumber)).getField())
                .isEqualTo("txn.compare[0].number");
        Compare.Builder numberWithValue = Compare.newBuilder()
                .setKey(bytes("a"))
                .setTarget(Compare.Target.MOD)
                .setValue(bytes("x"));
        assertThat(check(TxnRequest.newBuilder().addCompare(numberWithValue)).getField())
                .isEqualTo("txn.compare[0].value");
        Compare.Builder unknown = Compare.newBuilder().setKey(bytes("a")).setTargetValue(17);
        assertThat(check(TxnRequest.newBuilder().addCompare(unknown)).getField())
                .isEqualTo("txn.compare[0].target");
        Compare.Builder unknownResult = Compare.newBuilder().setKey(bytes("a")).setResultValue(17);
        assertThat(check(TxnRequest.newBuilder().addCompare(unknownResult)).getField())
                .isEqualTo("txn.compare[0].result");
    }

    @Test
    void an_unknown_order_is_refused() {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(bytes("a"));
        assertThat(VALIDATOR.check(range.clone().setSortOrderValue(9).build()).map(Error::getField))
                .contains("range.sort_order");
        assertThat(VALIDATOR.check(range.clone().setSortTargetValue(9).build()).map(Error::getField))
                .contains("range.sort_target");
    }

    @Test
    void the_parts_of_a_commit_are_bounded_and_named() {
        CommitRequest.Builder commit = CommitRequest.newBuilder().setReadRevision(1);
        assertTooLarge(check(commit.clone().addAllWrites(Collections.nCopies(4, PUT))), "commit.writes", 3, 4);
        KeyRange read = KeyRange.newBuilder().setKey(bytes("a")).build();
        assertTooLarge(check(commit.clone().addAllReads(Collections.nCopies(4, read))), "commit.reads", 3, 4);
        assertThat(check(commit.clone().addReads(read).addReads(KeyRange.getDefaultInstance()))
                        .getField())
                .isEqualTo("commit.reads[1].key");
        assertThat(check(commit.clone().setReadRevision(-1)).getField()).isEqualTo("commit.read_revision");
    }

    @Test
    void a_client_needs_a_name_of_reasonable_length() {
        assertThat(check(OpenSessionRequest.newBuilder()).getField()).isEqualTo("open_session.identity");
        assertTooLarge(
                check(OpenSessionRequest.newBuilder().setIdentity("é".repeat(200))),
                "open_session.identity",
                CommandValidator.IDENTITY_BYTES_MAX,
                400);
    }

    @Test
    void keep_alives_and_fences_are_counted_and_named() {
        Command.Builder keepAlive = Command.newBuilder();
        keepAlive.getLeaseKeepAliveBuilder().addAllIds(Collections.nCopies(1_001, 5L));
        assertTooLarge(VALIDATOR.check(keepAlive.build()).orElseThrow(), "lease_keep_alive.ids", 1_000, 1_001);
        Command.Builder fenced = command(put("a", "")).toBuilder();
        for (int i = 1; i <= 17; i++) {
            fenced.addFences(Fence.newBuilder().setKey(bytes("k" + i)).setToken(i));
        }
        assertTooLarge(VALIDATOR.check(fenced.build()).orElseThrow(), "fences", 16, 17);
        fenced.removeFences(16)
                .setFences(3, Fence.newBuilder().setKey(bytes("123456789")).setToken(1));
        assertTooLarge(VALIDATOR.check(fenced.build()).orElseThrow(), "fences[3].key", 8, 9);
        assertThat(VALIDATOR.check(fenced.removeFences(3).build())).isEmpty();
    }

    @Test
    void questions_about_leases_must_make_sense() {
        assertThat(VALIDATOR.check(LeaseTimeToLiveRequest.getDefaultInstance()).map(Error::getField))
                .contains("lease_time_to_live.id");
        LeaseListRequest.Builder list = LeaseListRequest.newBuilder();
        assertThat(VALIDATOR.check(list.build())).isEmpty();
        assertThat(VALIDATOR.check(list.clone().setAfter(-1).build()).map(Error::getField))
                .contains("lease_list.after");
        assertThat(VALIDATOR.check(list.clone().setLimit(-1).build()).map(Error::getField))
                .contains("lease_list.limit");
    }

    private static PutRequest.Builder put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
    }

    private static Command command(PutRequest.Builder put) {
        return Command.newBuilder().setPut(put).build();
    }

    private static Error check(PutRequest.Builder put) {
        return VALIDATOR.check(command(put)).orElseThrow();
    }

    private static Error check(TxnRequest.Builder txn) {
        return VALIDATOR.check(Command.newBuilder().setTxn(txn).build()).orElseThrow();
    }

    private static Error check(CommitRequest.Builder commit) {
        return VALIDATOR.check(Command.newBuilder().setCommit(commit).build()).orElseThrow();
    }

    private static Error check(OpenSessionRequest.Builder open) {
        Optional<Error> problem =
                VALIDATOR.check(Command.newBuilder().setOpenSession(open).build());
        return problem.orElseThrow();
    }

    private static void assertTooLarge(Error error, String field, long limit, long actual) {
        assertThat(error.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(error.getField()).isEqualTo(field);
        assertThat(error.getLimit()).isEqualTo(limit);
        assertThat(error.getActual()).isEqualTo(actual);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
