package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.bytes;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseRevokeRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.SortTarget;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the left side of a script's line. {@code ..} as range end is "everything from the key on"; {@code -} is an empty
 * value or key; operations are separated by {@code ;} and nested transactions stand in braces.
 */
final class ScriptParser {
    private final List<String> tokens;
    private int at;

    ScriptParser(String line) {
        this.tokens = new ArrayList<>(List.of(line.strip().split("\\s+")));
    }

    boolean isAtEnd() {
        return at == tokens.size();
    }

    boolean accept(String word) {
        if (!isAtEnd() && tokens.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    String next() {
        if (isAtEnd()) {
            throw new IllegalArgumentException("the line ends too early: " + tokens);
        }
        return tokens.get(at++);
    }

    long number() {
        return Long.parseLong(next());
    }

    /** A command of its own. */
    Command command() {
        Command.Builder command = Command.newBuilder();
        if (accept("write")) {
            String[] id = next().split("/");
            command.setWriteId(WriteId.newBuilder()
                    .setSessionId(Long.parseLong(id[0]))
                    .setIncarnation(Long.parseLong(id[1]))
                    .setSequence(Long.parseLong(id[2]))
                    .setOldestUnanswered(id.length > 3 ? Long.parseLong(id[3]) : 0));
        }
        while (accept("fence")) {
            String[] fence = next().split(":", 2);
            command.addFences(Fence.newBuilder().setKey(text(fence[0])).setToken(Long.parseLong(fence[1])));
        }
        String verb = next();
        switch (verb) {
            case "grant" ->
                command.setLeaseGrant(
                        LeaseGrantRequest.newBuilder().setId(number()).setTtlMs(number()));
            case "alive" ->
                command.setLeaseKeepAlive(LeaseKeepAliveRequest.newBuilder().addAllIds(numbers()));
            case "revoke" ->
                command.setLeaseRevoke(LeaseRevokeRequest.newBuilder().setId(number()));
            case "protect" -> command.setProtect(protect(false));
            case "lift" -> command.setProtect(protect(true));
            case "put" -> command.setPut(put());
            case "del" -> command.setDeleteRange(delete());
            case "txn" -> command.setTxn(txn());
            case "commit" -> command.setCommit(commit());
            case "compact" -> command.setCompact(CompactRequest.newBuilder().setRevision(number()));
            case "open" -> command.setOpenSession(open());
            case "close" ->
                command.setCloseSession(
                        CloseSessionRequest.newBuilder().setSessionId(number()).setIncarnation(number()));
            case "nothing" -> {}
            default -> throw new IllegalArgumentException("no such command: " + verb);
        }
        if (!isAtEnd()) {
            throw new IllegalArgumentException("not understood: " + tokens.subList(at, tokens.size()));
        }
        return command.build();
    }

    RangeRequest range() {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(text(next()));
        while (!isAtEnd() && !isStop(tokens.get(at))) {
            String word = next();
            String[] option = word.split("=", 2);
            if (word.startsWith("@")) {
                range.setRevision(Long.parseLong(word.substring(1)));
            } else if (option.length == 2) {
                rangeOption(range, option[0], option[1]);
            } else if (!rangeFlag(range, word)) {
                range.setRangeEnd(end(word));
            }
        }
        return range.build();
    }

    private static void rangeOption(RangeRequest.Builder range, String name, String value) {
        switch (name) {
            case "limit" -> range.setLimit(Long.parseLong(value));
            case "by" -> range.setSortTarget(SortTarget.valueOf(value.toUpperCase(Locale.ROOT)));
            case "min-mod" -> range.setMinModRevision(Long.parseLong(value));
            case "max-mod" -> range.setMaxModRevision(Long.parseLong(value));
            case "min-create" -> range.setMinCreateRevision(Long.parseLong(value));
            case "max-create" -> range.setMaxCreateRevision(Long.parseLong(value));
            default -> throw new IllegalArgumentException("no such option: " + name);
        }
    }

    private static boolean rangeFlag(RangeRequest.Builder range, String word) {
        switch (word) {
            case "asc" -> range.setSortOrder(SortOrder.ASCEND);
            case "desc" -> range.setSortOrder(SortOrder.DESCEND);
            case "keys" -> range.setKeysOnly(true);
            case "count" -> range.setCountOnly(true);
            case "want-count" -> range.setWantCount(true);
            default -> {
                return false;
            }
        }
        return true;
    }

    private PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(text(next())).setValue(text(next()));
        while (!isAtEnd() && !isStop(tokens.get(at))) {
            String word = next();
            switch (word) {
                case "prev" -> put.setPrevKv(true);
                case "ignore-value" -> put.setIgnoreValue(true);
                case "ignore-lease" -> put.setIgnoreLease(true);
                default -> put.setLease(Long.parseLong(word.substring("lease=".length())));
            }
        }
        return put.build();
    }

    private DeleteRangeRequest delete() {
        DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(text(next()));
        while (!isAtEnd() && !isStop(tokens.get(at))) {
            String word = next();
            if (word.equals("prev")) {
                delete.setPrevKv(true);
            } else {
                delete.setRangeEnd(end(word));
            }
        }
        return delete.build();
    }

    private TxnRequest txn() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        if (accept("if")) {
            while (!isAtEnd() && !isStop(tokens.get(at))) {
                txn.addCompare(compare(next()));
            }
        }
        if (accept("then")) {
            txn.addAllSuccess(operations());
        }
        if (accept("else")) {
            txn.addAllFailure(operations());
        }
        return txn.build();
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        do {
            operations.add(operation());
        } while (accept(";"));
        return operations;
    }

    private Operation operation() {
        Operation.Builder operation = Operation.newBuilder();
        if (accept("{")) {
            next(); // "txn"
            operation.setTxn(txn());
            if (!accept("}")) {
                throw new IllegalArgumentException("a brace is not closed: " + tokens);
            }
            return operation.build();
        }
        switch (next()) {
            case "put" -> operation.setPut(put());
            case "get" -> operation.setRange(range());
            case "del" -> operation.setDeleteRange(delete());
            case "nothing" -> {}
            default -> throw new IllegalArgumentException("no such operation in " + tokens);
        }
        return operation.build();
    }

    /** {@code mod(a)=2}, {@code value(a,c)!=x}. */
    private static Compare compare(String text) {
        int open = text.indexOf('(');
        int close = text.indexOf(')');
        String[] keys = text.substring(open + 1, close).split(",", 2);
        String rest = text.substring(close + 1);
        int operator = rest.startsWith("!=") ? 2 : 1;
        String operand = rest.substring(operator);
        Compare.Builder compare = Compare.newBuilder()
                .setTarget(Compare.Target.valueOf(text.substring(0, open).toUpperCase(Locale.ROOT)))
                .setKey(text(keys[0]))
                .setRangeEnd(keys.length > 1 ? end(keys[1]) : ByteString.EMPTY);
        compare.setResult(
                switch (rest.substring(0, operator)) {
                    case "=" -> Compare.Result.EQUAL;
                    case "!=" -> Compare.Result.NOT_EQUAL;
                    case ">" -> Compare.Result.GREATER;
                    default -> Compare.Result.LESS;
                });
        return compare.getTarget() == Compare.Target.VALUE
                ? compare.setValue(text(operand)).build()
                : compare.setNumber(Long.parseLong(operand)).build();
    }

    /** {@code commit @3 reads a b:d writes put x 1 ; del y}. */
    private CommitRequest commit() {
        CommitRequest.Builder commit = CommitRequest.newBuilder();
        commit.setReadRevision(Long.parseLong(next().substring(1)));
        if (accept("reads")) {
            while (!isAtEnd() && !tokens.get(at).equals("writes")) {
                String[] range = next().split(":", 2);
                commit.addReads(KeyRange.newBuilder()
                        .setKey(text(range[0]))
                        .setRangeEnd(range.length > 1 ? end(range[1]) : ByteString.EMPTY));
            }
        }
        if (accept("writes")) {
            commit.addAllWrites(operations());
        }
        return commit.build();
    }

    private List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        while (!isAtEnd()) {
            numbers.add(number());
        }
        return numbers;
    }

    private ProtectRequest protect(boolean remove) {
        ProtectRequest.Builder protect =
                ProtectRequest.newBuilder().setKey(text(next())).setRemove(remove);
        return isAtEnd() ? protect.build() : protect.setRangeEnd(end(next())).build();
    }

    private OpenSessionRequest open() {
        OpenSessionRequest.Builder open =
                OpenSessionRequest.newBuilder().setIdentity(next()).setInstance(number());
        if (!isAtEnd()) {
            open.setRetentionMs(Long.parseLong(next().substring("retention=".length())));
        }
        return open.build();
    }

    private static boolean isStop(String token) {
        return token.equals(";") || token.equals("then") || token.equals("else") || token.equals("}");
    }

    private static ByteString text(String token) {
        return token.equals("-") ? ByteString.EMPTY : bytes(token);
    }

    private static ByteString end(String token) {
        return token.equals("..") ? ByteString.copyFrom(new byte[1]) : bytes(token);
    }
}
