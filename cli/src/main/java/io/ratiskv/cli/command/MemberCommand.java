package io.ratiskv.cli.command;

import io.ratiskv.cli.session.Session;
import io.ratiskv.client.MembershipChange;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "member",
        description = {
            "Who is in the cluster, and changes of that. Every command may be repeated: what is so already is success.",
            "A change that is refused was not begun; the reason says what to do instead."
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl member list",
            "  kvctl member add n4 --raft=h4:7200 --client=h4:7100",
            "  kvctl member remove n2",
            "  kvctl member replace n2 --raft=h5:7200 --client=h5:7100",
            "  kvctl member move-leader n3"
        })
final class MemberCommand extends CommandGroup {
    private MemberCommand() {}

    /** With its own commands below it. */
    static CommandLine of(Session session) {
        return new CommandLine(new MemberCommand())
                .addSubcommand(new MemberListCommand(session))
                .addSubcommand(new Add(session))
                .addSubcommand(new Remove(session))
                .addSubcommand(new Replace(session))
                .addSubcommand(new MoveLeader(session));
    }

    /** A change as a command. */
    private abstract static class Change implements Callable<Integer> {
        private final Session session;

        Change(Session session) {
            this.session = session;
        }

        final int make(MembershipChange change, String becomes, String was) {
            return MemberChange.of(session).make(change, becomes, was);
        }
    }

    /** Which of those that are in the cluster. */
    static final class Existing {
        @Parameters(index = "0", paramLabel = "NAME", description = "The member.")
        private String name = "";
    }

    /** Where a member is found. */
    static final class Place {
        @Option(
                names = "--raft",
                required = true,
                paramLabel = "HOST:PORT",
                description = "Where the other members reach it. A host name is looked up at every connect.")
        private String raft = "";

        @Option(
                names = "--client",
                required = true,
                paramLabel = "HOST:PORT",
                description = "Where clients, and the other members' reads, reach it.")
        private String client = "";
    }

    @Command(
            name = "add",
            description = {
                "Takes a member in. Start its process first: on an empty data directory, with cluster.bootstrap=false and"
                        + " the same cluster.id.",
                "It is filled before it votes; that is shown, and interrupting it does not stop it."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl member add n4 --raft=h4:7200 --client=h4:7100"})
    static final class Add extends Change {
        @Parameters(index = "0", paramLabel = "NAME", description = "Its name: its member.id.")
        private String name = "";

        @Mixin
        private Place place = new Place();

        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return make(
                    MembershipChange.add(name, place.raft, place.client), "is a member now", "was a member already");
        }
    }

    @Command(
            name = "remove",
            description = {
                "Lets a member go, dead or alive; if it leads, leadership moves on first.",
                "Its process ends by itself, with exit code 0, and takes no part again until it is added."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl member remove n2"})
    static final class Remove extends Change {
        @Mixin
        private Existing member = new Existing();

        Remove(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return make(MembershipChange.remove(member.name), "is no member any more", "was no member");
        }
    }

    @Command(
            name = "replace",
            description = {
                "From now on the member is another process: on another host, at another address, with another disk.",
                "Start that first, under the same member.id, on an empty data directory, with cluster.bootstrap=false."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl member replace n2 --raft=h5:7200 --client=h5:7100"})
    static final class Replace extends Change {
        @Mixin
        private Existing member = new Existing();

        @Mixin
        private Place place = new Place();

        Replace(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return make(
                    MembershipChange.replace(member.name, place.raft, place.client),
                    "is the process at " + place.client + " now",
                    "was the process at " + place.client + " already");
        }
    }

    @Command(
            name = "move-leader",
            description = "Has a member lead. New writes wait for it, a fraction of a second.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl member move-leader n3"})
    static final class MoveLeader extends Change {
        @Mixin
        private Existing member = new Existing();

        MoveLeader(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return make(MembershipChange.moveLeader(member.name), "leads now", "led already");
        }
    }
}
