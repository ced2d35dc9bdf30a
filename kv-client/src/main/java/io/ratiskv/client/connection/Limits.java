package io.ratiskv.client.connection;

import com.google.protobuf.ByteString;
import io.ratiskv.client.KvException;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.Welcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member said it takes; 0 = it did not say. Lets the client refuse early and by name. */
record Limits(int frameBytesMax, int keyBytesMax, int txnOperationsMax, int inFlightMax) {
    static final Limits UNKNOWN = new Limits(Protocol.FRAME_BYTES_MAX, 0, 0, 0);

    static Limits of(Welcome welcome) {
        int frame = welcome.getFrameBytesMax();
        return new Limits(
                frame <= 0 ? Protocol.FRAME_BYTES_MAX : Math.min(frame, Protocol.FRAME_BYTES_MAX),
                welcome.getKeyBytesMax(),
                welcome.getTxnOperationsMax(),
                welcome.getInFlightMax());
    }

    /** The first limit that the request breaks, if it breaks one. */
    @Nullable
    KvException brokenBy(Request request) {
        int size = request.getSerializedSize();
        if (size > frameBytesMax) {
            return new TooLargeException(
                    "request", frameBytesMax, size, "request: " + size + " bytes, the member takes " + frameBytesMax);
        }
        return switch (request.getBodyCase()) {
            case PUT -> key("put.key", request.getPut().getKey());
            case RANGE -> key("range.key", request.getRange().getKey());
            case DELETE_RANGE ->
                key("delete_range.key", request.getDeleteRange().getKey());
            case TXN -> txn("txn", request.getTxn());
            case WATCH -> key("watch.key", request.getWatch().getKey());
            // How many operations a commit may have is not said in the welcome; the member refuses by itself.
            case COMMIT -> keys("commit.writes", request.getCommit().getWritesList());
            default -> null;
        };
    }

    private @Nullable KvException txn(String field, TxnRequest txn) {
        KvException broken = count(field + ".compare", txn.getCompareCount());
        for (int i = 0; broken == null && i < txn.getCompareCount(); i++) {
            Compare compare = txn.getCompare(i);
            broken = key(field + ".compare[" + i + "].key", compare.getKey());
        }
        if (broken == null) {
            broken = operations(field + ".success", txn.getSuccessList());
        }
        return broken != null ? broken : operations(field + ".failure", txn.getFailureList());
    }

    private @Nullable KvException operations(String field, List<Operation> operations) {
        KvException broken = count(field, operations.size());
        return broken != null ? broken : keys(field, operations);
    }

    private @Nullable KvException keys(String field, List<Operation> operations) {
        KvException broken = null;
        for (int i = 0; broken == null && i < operations.size(); i++) {
            Operation operation = operations.get(i);
            String name = field + "[" + i + "]";
            broken = switch (operation.getOperationCase()) {
                case PUT -> key(name + ".put.key", operation.getPut().getKey());
                case RANGE -> key(name + ".range.key", operation.getRange().getKey());
                case DELETE_RANGE ->
                    key(name + ".delete_range.key", operation.getDeleteRange().getKey());
                case TXN -> txn(name + ".txn", operation.getTxn());
                case OPERATION_NOT_SET -> null;
            };
        }
        return broken;
    }

    private @Nullable KvException count(String field, int operations) {
        if (txnOperationsMax == 0 || operations <= txnOperationsMax) {
            return null;
        }
        return new TooLargeException(
                field,
                txnOperationsMax,
                operations,
                field + ": " + operations + " operations, the member takes " + txnOperationsMax);
    }

    private @Nullable KvException key(String field, ByteString key) {
        if (keyBytesMax == 0 || key.size() <= keyBytesMax) {
            return null;
        }
        return new TooLargeException(
                field, keyBytesMax, key.size(), field + ": " + key.size() + " bytes, a key has at most " + keyBytesMax);
    }
}
