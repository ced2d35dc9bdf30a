package io.ratiskv.server.apply;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has a conversation with a state: each line says something, and what it answered is written behind it. Lines beginning
 * with {@code &} go into one Raft entry together with the line that follows them.
 */
final class Script implements AutoCloseable {
    /** Opening a store costs a few writes to disk. */
    private static final int REOPEN_LINES = 5;

    private final Path directory;
    private final Upkeep upkeep;
    private ReplicatedState state;
    private long index;
    private long logTimeMillis;
    private int lines;

    /** What happens behind the scenes after lines, and must not show. */
    enum Upkeep {
        NONE,
        REOPEN,
        SCRUB_AND_FLUSH
    }

    Script(Path directory, Upkeep upkeep) {
        this.directory = directory;
        this.upkeep = upkeep;
        this.state = ReplicatedState.open(directory, Requests.SMALL);
    }

    /** The script again, with what was really answered. */
    List<String> replay(List<String> lines) {
        List<String> replayed = new ArrayList<>();
        List<String> together = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                replayed.add(line);
                continue;
            }
            String said = line.split("→", 2)[0].stripTrailing();
            together.add(said);
            if (!said.startsWith("&")) {
                replayed.addAll(answer(together));
                together.clear();
                upkeep();
            }
        }
        return replayed;
    }

    private List<String> answer(List<String> said) {
        List<Command> commands = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (String line : said) {
            String words = line.startsWith("&") ? line.substring(1) : line;
            Optional<String> asked = ask(new ScriptParser(words));
            if (asked.isPresent()) {
                answers.add(asked.get());
            } else {
                commands.add(new ScriptParser(words).command());
            }
        }
        if (!commands.isEmpty()) {
            state.apply(1, index++, Requests.entry(logTimeMillis, commands))
                    .forEach(answer -> answers.add(Answers.text(Requests.parse(answer))));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            lines.add(pad(said.get(i)) + " → " + answers.get(i));
        }
        return lines;
    }

    /** Reads, and what is no command; empty if it is one. */
    private Optional<String> ask(ScriptParser line) {
        if (line.accept("get")) {
            return Optional.of(get(line.range()));
        }
        if (line.accept("time")) {
            logTimeMillis = line.number();
            return Optional.of("ok");
        }
        if (line.accept("resolve")) {
            return Optional.of(resolve(line.number(), line.number()));
        }
        if (line.accept("leases")) {
            return Optional.of(Answers.leases(state.leases(LeaseListRequest.getDefaultInstance(), 0)));
        }
        if (line.accept("ttl")) {
            return Optional.of(timeToLive(line.number()));
        }
        if (line.accept("ranges")) {
            return Optional.of(Answers.ranges(state.protectedRanges()));
        }
        if (line.accept("keep")) {
            return Optional.of("compact to " + state.retention().keepingRevisions(line.number()));
        }
        if (line.accept("keep-time")) {
            return Optional.of("compact to " + state.retention().keepingMillis(line.number()));
        }
        return Optional.empty();
    }

    private String get(RangeRequest request) {
        Optional<Error> problem = new CommandValidator(CommandLimits.PROTOCOL).check(request);
        if (problem.isPresent()) {
            return Answers.error(problem.get());
        }
        try (ReadView view = state.readAt(request.getRevision());
                RangeCursor cursor = view.range(RangeMessages.query(request))) {
            RangeResponse.Builder whole = RangeResponse.newBuilder();
            RangePage page;
            do {
                page = cursor.next(1); // one key a page: paging must not show
                whole.mergeFrom(RangeMessages.response(view.revision(), page).build());
            } while (!page.isLast());
            RangePage atOnce = view.atOnce(RangeMessages.query(request));
            if (atOnce != null
                    && !RangeMessages.response(view.revision(), atOnce).build().equals(whole.build())) {
                return "another answer at once than page by page: " + whole;
            }
            return Answers.range(whole.build());
        } catch (CompactedException e) {
            return "rejected " + ErrorCode.COMPACTED + "(" + e.oldestReadable() + ")";
        } catch (FutureRevisionException e) {
            return "rejected " + ErrorCode.FUTURE_REVISION + "(" + e.newest() + ")";
        }
    }

    private String timeToLive(long id) {
        return state.timeToLive(
                        LeaseTimeToLiveRequest.newBuilder()
                                .setId(id)
                                .setKeys(true)
                                .build(),
                        0)
                .map(Answers::timeToLive)
                .orElse("no such lease");
    }

    private String resolve(long session, long sequence) {
        Optional<ResolveResponse> resolved = state.resolve(ResolveRequest.newBuilder()
                .setSessionId(session)
                .setSequence(sequence)
                .build());
        return resolved.map(r -> r.getState() == ResolveResponse.State.ANSWERED
                        ? "ANSWERED: "
                                + Answers.text(Requests.parse(r.getAnswer().toByteArray()))
                        : r.getState().toString())
                .orElse("no such session");
    }

    private void upkeep() {
        switch (upkeep) {
            case NONE -> {}
            case REOPEN -> {
                if (lines++ % REOPEN_LINES != 0) {
                    return;
                }
                state.close();
                state = ReplicatedState.open(directory, Requests.SMALL);
            }
            case SCRUB_AND_FLUSH -> {
                while (state.scrub(1)) {
                    state.flush();
                }
            }
        }
    }

    private static String pad(String said) {
        return said + " ".repeat(Math.max(0, 42 - said.length()));
    }

    @Override
    public void close() {
        state.close();
    }
}
