package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Compare;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.jepsen.checker.BankCheck;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.BankRequest;
import io.ratiskv.jepsen.history.BankRequest.ReadAll;
import io.ratiskv.jepsen.history.BankRequest.Transfer;
import io.ratiskv.jepsen.history.Call;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Moves money between a few accounts and counts it: as one range, and account by account in a transaction. */
final class BankWorkload extends RecordedWorkload<BankRequest, Map<String, Long>> {
    private static final int ACCOUNTS = 6;
    private static final long OPENING_BALANCE = 20;
    private static final int AMOUNT_MAX = 8;

    private final List<String> accounts;
    private volatile boolean opened;

    BankWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
        accounts =
                IntStream.range(0, ACCOUNTS).mapToObj(i -> setup.prefix() + i).toList();
    }

    @Override
    void step(Session session) {
        if (!opened && !open(session.client())) {
            return;
        }
        switch (session.random().nextInt(6)) {
            case 0 -> read(session);
            case 1 -> readInTransaction(session);
            default -> transfer(session);
        }
    }

    /** Nothing is recorded before every account is known to be there; the condition makes the second time harmless. */
    private boolean open(KvClient client) {
        Op[] puts = accounts.stream()
                .map(account -> Put.of(account, Long.toString(OPENING_BALANCE)))
                .toArray(Op[]::new);
        try {
            client.txn(Txn.when(Compare.absent(accounts.get(0))).then(puts));
            opened = true;
        } catch (KvException e) {
            // The next step tries again; a run in which it never works has no calls and is not called valid.
            return false;
        }
        return true;
    }

    private void read(Session session) {
        KvClient client = session.random().nextBoolean() ? session.anyPinned() : session.client();
        session.call(
                "read",
                new ReadAll(),
                () -> client.range(Range.prefix(setup.prefix())).entries().stream()
                        .collect(
                                Collectors.toMap(KeyValue::keyText, BankWorkload::balance, (a, b) -> a, TreeMap::new)));
    }

    private void readInTransaction(Session session) {
        session.call(
                "read-txn",
                new ReadAll(),
                () -> session.client()
                        .transact(tx -> accounts.stream()
                                .collect(Collectors.toMap(
                                        Function.identity(),
                                        account -> tx.get(account)
                                                .map(BankWorkload::balance)
                                                .orElse(0L)))));
    }

    private void transfer(Session session) {
        int from = session.random().nextInt(ACCOUNTS);
        int to = (from + 1 + session.random().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1L + session.random().nextInt(AMOUNT_MAX);
        Transfer transfer = new Transfer(accounts.get(from), accounts.get(to), amount);
        session.call("transfer", transfer, () -> {
            boolean moved = session.client().transact(tx -> {
                long rich = tx.get(transfer.from()).map(BankWorkload::balance).orElse(0L);
                long poor = tx.get(transfer.to()).map(BankWorkload::balance).orElse(0L);
                if (rich < amount) {
                    return false;
                }
                tx.put(transfer.from(), Long.toString(rich - amount));
                tx.put(transfer.to(), Long.toString(poor + amount));
                return true;
            });
            return moved ? Map.of() : null;
        });
    }

    private static long balance(KeyValue entry) {
        return Long.parseLong(entry.valueText());
    }

    @Override
    void readFinally(Session session) {
        if (opened) {
            read(session);
            readInTransaction(session);
        }
    }

    @Override
    List<Verdict> judge(List<Call<BankRequest, Map<String, Long>>> calls) {
        return List.of(BankCheck.verdict(calls, ACCOUNTS * OPENING_BALANCE));
    }
}
