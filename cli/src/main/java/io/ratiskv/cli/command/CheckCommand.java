package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.StateHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description =
                "Compares the members' states: the hash over the effects of all commands must be equal at one index"
                        + " of the log. Ends with 1 if it is not.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl check                         all members that answer",
            "  kvctl check --wait 1m               under steady writes, to catch them at one index"
        })
final class CheckCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PATIENCE_MIN = Duration.ofSeconds(2);
    private static final Duration PATIENCE_MAX = Duration.ofHours(1);

    /** Samples kept of each member: members that write on are caught at an index that another one has passed. */
    private static final int SAMPLES_MAX = 1_000;

    private final Session session;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to look for a common index, and to wait for a member that is slow. Default: 10s.")
    private Duration wait = Duration.ofSeconds(10);

    CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> endpoints = session.endpoints();
        try (KvClient db = session.connect(endpoints, patience())) {
            List<MemberView> members = MemberView.ask(db, endpoints);
            members.stream()
                    .filter(member -> member.status().isEmpty())
                    .forEach(member ->
                            session.console().note(member.endpoint() + " does not answer and is not checked"));
            List<MemberView> present = members.stream()
                    .filter(member -> member.status().isPresent())
                    .toList();
            if (present.size() < 2) {
                session.console().note("fewer than two members answer: there is nothing to compare");
                return ExitCode.UNAVAILABLE;
            }
            return compare(db, members, present);
        }
    }

    /** With a single member: a client takes no deadline beyond an hour. */
    private Duration patience() {
        Duration least = wait.compareTo(PATIENCE_MIN) < 0 ? PATIENCE_MIN : wait;
        return least.compareTo(PATIENCE_MAX) > 0 ? PATIENCE_MAX : least;
    }

    private int compare(KvClient db, List<MemberView> members, List<MemberView> present) throws InterruptedException {
        Map<String, Map<Long, StateHash>> samples = new LinkedHashMap<>();
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            sample(db, present, samples);
            Optional<Long> common = commonIndex(present, samples);
            if (common.isPresent()) {
                return show(common.get(), members.size(), samples);
            }
            if (System.nanoTime() > deadline) {
                session.console()
                        .note("within " + wait.toSeconds() + " s the members were never seen at one index;"
                                + " try again with less load, or with a longer --wait");
                return ExitCode.UNAVAILABLE;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static void sample(KvClient db, List<MemberView> present, Map<String, Map<Long, StateHash>> samples) {
        List<CompletableFuture<StateHash>> answers = new ArrayList<>();
        present.forEach(member -> answers.add(db.async().admin().hash(member.endpoint())));
        for (int i = 0; i < present.size(); i++) {
            try {
                StateHash hash = answers.get(i).join();
                Map<Long, StateHash> seen =
                        samples.computeIfAbsent(present.get(i).id(), id -> new LinkedHashMap<>());
                if (seen.size() < SAMPLES_MAX) {
                    seen.put(hash.appliedIndex(), hash);
                }
            } catch (java.util.concurrent.CompletionException failed) {
                if (failed.getCause() instanceof KvException refused) {
                    throw refused;
                }
                throw failed;
            }
        }
    }

    /** The newest index at which every member was seen. */
    private static Optional<Long> commonIndex(List<MemberView> present, Map<String, Map<Long, StateHash>> samples) {
        List<Map<Long, StateHash>> all =
                present.stream().map(member -> samples.get(member.id())).toList();
        return all.get(0).keySet().stream()
                .filter(index -> all.stream().allMatch(seen -> seen.containsKey(index)))
                .max(Long::compare);
    }

    private int show(long index, int asked, Map<String, Map<Long, StateHash>> samples) {
        List<Row> rows = new ArrayList<>();
        List<Long> hashes = new ArrayList<>();
        samples.forEach((id, seen) -> {
            StateHash hash = java.util.Objects.requireNonNull(seen.get(index));
            hashes.add(hash.hash());
            rows.add(new Row()
                    .text("member", id)
                    .number("index", index)
                    .number("revision", hash.revision())
                    .text("hash", HexFormat.of().toHexDigits(hash.hash())));
        });
        boolean equal = hashes.stream().distinct().count() == 1;
        session.output(Format.TABLE).all("members", rows, new Row().flag("equal", equal));
        if (!equal) {
            session.console()
                    .note("THE MEMBERS DIFFER at index " + index
                            + ": keep their directories, stop writing, and report it");
            return ExitCode.NO;
        }
        session.console()
                .note(rows.size() + " members are equal at index " + index
                        + (rows.size() < asked ? "; " + (asked - rows.size()) + " not checked" : ""));
        return ExitCode.OK;
    }
}
