package io.ratiskv.cli.command;

import io.ratiskv.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The verbs, in the order of the help. */
public final class Commands {
    private Commands() {}

    /** @param line the command line that they are for: completion and help describe it */
    public static Map<String, Object> of(Session session, CommandLine line) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("up", new UpCommand(session));
        commands.put("down", new DownCommand(session));
        commands.put("kill", new KillCommand(session));
        commands.put("status", new StatusCommand(session));
        commands.put("check", new CheckCommand(session));
        commands.put("put", new PutCommand(session));
        commands.put("get", new GetCommand(session));
        commands.put("range", new RangeCommand(session));
        commands.put("del", new DelCommand(session));
        commands.put("cas", new CasCommand(session));
        commands.put("txn", new TxnCommand(session));
        commands.put("compact", new CompactCommand(session));
        commands.put("load", new LoadCommand(session));
        commands.put("dump", new DumpCommand(session));
        commands.put("version", new VersionCommand(session));
        commands.put("completion", new CompletionCommand(session, line));
        commands.put("help", new HelpCommand(session, line));
        return commands;
    }
}
