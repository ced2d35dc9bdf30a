package io.ratiskv.cli.command;

import io.ratiskv.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The verbs, in the order of the help. They are made when asked for: to describe all of them takes a while. */
public final class Commands {
    /** Those that speak of all others. */
    public static final Set<String> DESCRIBE_ALL = Set.of("help", "completion");

    private Commands() {}

    /** @param line the command line that they are for: completion and help describe it */
    public static Map<String, Supplier<Object>> of(Session session, CommandLine line) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", () -> new UpCommand(session));
        commands.put("down", () -> new DownCommand(session));
        commands.put("kill", () -> new KillCommand(session));
        commands.put("status", () -> new StatusCommand(session));
        commands.put("member", () -> MemberCommand.of(session));
        commands.put("snapshot", () -> SnapshotCommand.of(session));
        commands.put("top", () -> new TopCommand(session));
        commands.put("doctor", () -> new DoctorCommand(session));
        commands.put("check", () -> new CheckCommand(session));
        commands.put("put", () -> new PutCommand(session));
        commands.put("get", () -> new GetCommand(session));
        commands.put("range", () -> new RangeCommand(session));
        commands.put("del", () -> new DelCommand(session));
        commands.put("cas", () -> new CasCommand(session));
        commands.put("txn", () -> new TxnCommand(session));
        commands.put("watch", () -> WatchCommand.withList(session));
        commands.put("compact", () -> new CompactCommand(session));
        commands.put("lease", () -> LeaseCommand.of(session));
        commands.put("lock", () -> new LockCommand(session));
        commands.put("elect", () -> new ElectCommand(session));
        commands.put("protect", () -> ProtectCommand.of(session));
        commands.put("load", () -> new LoadCommand(session));
        commands.put("dump", () -> new DumpCommand(session));
        commands.put("bench", () -> new BenchCommand(session));
        commands.put("version", () -> new VersionCommand(session));
        commands.put("completion", () -> new CompletionCommand(session, line));
        commands.put("help", () -> new HelpCommand(session, line));
        return commands;
    }
}
