package io.ratiskv.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Who this member is and where it keeps everything.
 *
 * @param id its name in the cluster, the same for ever
 * @param dataDirectory absolute; holds log, store and snapshots of this member alone
 */
public record MemberConfig(String id, Path dataDirectory) {
    static final Setting<String> ID =
            Setting.text("member.id", "Name of this member, unique in its cluster and the same for ever.");

    static final Setting<Path> DATA_DIRECTORY = Setting.path(
            "member.data-directory",
            "Directory of this member alone, on a local disk: log, store, snapshots. Created if absent; refused if it"
                    + " belongs to another member or cluster.");

    static final List<Setting<?>> SETTINGS = List.of(ID, DATA_DIRECTORY);

    static MemberConfig from(Settings settings) {
        return new MemberConfig(settings.get(ID), settings.get(DATA_DIRECTORY));
    }
}
