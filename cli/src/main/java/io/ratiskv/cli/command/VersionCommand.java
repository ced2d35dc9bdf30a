package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "version",
        description = "Shows which kvctl and which Java this is; 'status' shows the members' versions.")
final class VersionCommand implements Callable<Integer> {
    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Properties build = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("/io/ratiskv/cli/build.properties")) {
            if (in != null) {
                build.load(in);
            }
        }
        String version = build.getProperty("version", "unknown");
        String java = Runtime.version().toString();
        session.output(Format.SIMPLE)
                .one(new Row().text("kvctl", version).text("java", java), "kvctl " + version + " (Java " + java + ")");
        return ExitCode.OK;
    }
}
