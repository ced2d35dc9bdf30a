package io.ratiskv.server.config;

import java.util.ArrayList;
import java.util.List;

/** Tells people about the settings, from their declarations alone: {@code --help} and {@code docs/configuration.md}. */
final class ConfigReference {
    private static final String HEAD = """
            # Configuration of a member

            <!-- Generated from the declarations in io.ratiskv.server.config; a test fails when it is stale and says how
                 to write it anew. -->

            Each setting can be given as a flag (`--key=value` or `--key value`), as an environment variable, or as a line
            `key=value` of the properties file named by `--config` or `RATISKV_CONFIG`. Flags win over the environment,
            the environment over the file, the file over the default. Unknown names are refused, and all problems are
            reported at once. Sizes take `KiB`, `MiB`, `GiB`; durations `ms`, `s`, `m`, `h`, `d`.

            `ratis-kv-server --check-config ...` prints the values that would be used and where each comes from, and
            starts nothing. A member does not start either if its Java heap cannot hold what these values let into it; the
            check says so too, of the Java that it runs in.

            No setting changes what a command does once it is in the log: members may be configured differently and
            still agree.
            """;

    /** The page {@code docs/configuration.md}. */
    static String markdown(List<Setting<?>> settings) {
        StringBuilder page = new StringBuilder(HEAD);
        String section = "";
        for (Setting<?> setting : settings) {
            String room = setting.key().substring(0, setting.key().indexOf('.'));
            if (!room.equals(section)) {
                section = room;
                page.append("\n## ")
                        .append(room)
                        .append("\n\n")
                        .append("| setting | default | accepts | what it is |\n");
                page.append("|---|---|---|---|\n");
            }
            page.append("| `")
                    .append(setting.key())
                    .append("`<br>`")
                    .append(setting.environmentName())
                    .append("` | ")
                    .append(setting.defaultText())
                    .append(" | ")
                    .append(setting.accepts())
                    .append(" | ")
                    .append(setting.doc())
                    .append(" |\n");
        }
        return page.toString();
    }

    /** What {@code --help} prints. */
    static String help(String version) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting<?> setting : ServerConfig.SETTINGS) {
            rows.add(List.of("  --" + setting.key(), setting.defaultText(), setting.doc()));
        }
        return """
                ratis-kv-server %s: one member of a replicated key-value store

                usage: ratis-kv-server --member.id=n1 --cluster.id=demo --member.data-directory=DIR \\
                         --cluster.peers=n1=127.0.0.1:7201/127.0.0.1:7101,n2=...,n3=...

                  --config FILE     read settings from a properties file
                  --check-config    print the settings that would be used, and where each comes from; start nothing
                  --version, -V     print the version
                  --help, -h        print this

                Each setting with its default; also as environment variable (--raft.listen is RATISKV_RAFT_LISTEN):

                """.formatted(version) + Columns.align(rows);
    }

    private ConfigReference() {}
}
