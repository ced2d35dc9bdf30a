package io.ratiskv.cli.command;

import io.ratiskv.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "snapshot",
        description = {
            "Backups: saves one from a cluster that goes on meanwhile, checks it, and makes a new cluster from it.",
            "What was acknowledged before 'save' began is in it."
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl snapshot save monday.backup",
            "  kvctl snapshot verify monday.backup",
            "  kvctl snapshot restore monday.backup --dir ./restored --nodes 5",
            "  kvctl snapshot schedule --every 1h --keep 24 --directory /backups"
        })
final class SnapshotCommand extends CommandGroup {
    private SnapshotCommand() {}

    /** With its own commands below it. */
    static CommandLine of(Session session) {
        return new CommandLine(new SnapshotCommand())
                .addSubcommand(new SnapshotSaveCommand(session))
                .addSubcommand(new SnapshotInspectCommand(session))
                .addSubcommand(new SnapshotVerifyCommand(session))
                .addSubcommand(new SnapshotRestoreCommand(session))
                .addSubcommand(new SnapshotScheduleCommand(session));
    }
}
