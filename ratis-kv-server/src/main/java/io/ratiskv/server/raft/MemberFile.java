package io.ratiskv.server.raft;

import io.ratiskv.server.propose.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * {@code member.properties}: whose directory this is, and how far this life of the member has come. Written whole, and
 * durable before anybody is told what stands in it.
 *
 * @param stage whether Raft has been started on this disk
 * @param group who formed the group that this member helped to form; empty if it joined one
 * @param origin from which backup this disk was made, and for which cluster; empty: it began with nothing
 */
record MemberFile(String clusterId, MemberId member, Stage stage, List<RaftMemberConfig.Member> group, String origin) {
    static final String NAME = "member.properties";
    private static final String FORMAT = "2";
    /** Before there were incarnations. */
    private static final String OLD_FORMAT = "1";

    enum Stage {
        /** No Raft yet: this life has promised nothing. */
        NEW,
        /** As {@link #NEW}, but the member was in a cluster and was removed: it forms no other. */
        REMOVED,
        /** Raft runs here, or did. */
        BEGUN
    }

    MemberFile {
        group = List.copyOf(group);
    }

    /** @throws DataDirectoryException if the file is of a format that this build does not know */
    static MemberFile read(Path root) throws IOException {
        Properties file = new Properties();
        try (var in = Files.newInputStream(root.resolve(NAME))) {
            file.load(in);
        }
        String format = file.getProperty("format", "?");
        if (!format.equals(FORMAT) && !format.equals(OLD_FORMAT)) {
            throw new DataDirectoryException("member.data-directory " + root + " has format " + format
                    + ", this build knows format " + FORMAT + ": run the version that wrote it.");
        }
        return new MemberFile(
                file.getProperty("cluster.id", "?"),
                new MemberId(file.getProperty("member.id", "?"), file.getProperty("member.incarnation", "")),
                format.equals(OLD_FORMAT) ? Stage.BEGUN : Stage.valueOf(file.getProperty("stage", "?")),
                members(file.getProperty("group", "")),
                file.getProperty("origin", ""));
    }

    void write(Path root) throws IOException {
        Path tmp = root.resolve(NAME + ".tmp");
        String text = "# Whose directory this is. Do not edit.\nformat=" + FORMAT
                + "\ncluster.id=" + clusterId
                + "\nmember.id=" + member.name()
                + "\nmember.incarnation=" + member.incarnation()
                + "\nstage=" + stage
                + "\ngroup=" + group.stream().map(MemberFile::text).collect(Collectors.joining(","))
                + (origin.isEmpty() ? "" : "\norigin=" + origin) + "\n";
        Files.writeString(tmp, text);
        Durable.syncFile(tmp);
        Files.move(tmp, root.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        Durable.syncDirectory(root);
    }

    private static String text(RaftMemberConfig.Member member) {
        return member.id() + "=" + member.raftAddress() + "/" + member.clientAddress();
    }

    private static List<RaftMemberConfig.Member> members(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(MemberFile::member).toList();
    }

    private static RaftMemberConfig.Member member(String text) {
        int equals = text.indexOf('=');
        int slash = text.indexOf('/', equals);
        return new RaftMemberConfig.Member(
                text.substring(0, equals), text.substring(equals + 1, slash), text.substring(slash + 1));
    }
}
