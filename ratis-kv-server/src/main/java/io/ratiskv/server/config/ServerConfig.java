package io.ratiskv.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything a member was told before it started: one record per room, checked one by one and against each other.
 * Immutable.
 *
 * @param settings the values with their origins, to be shown
 */
public record ServerConfig(
        MemberConfig member,
        ClusterConfig cluster,
        NetworkConfig network,
        HttpConfig http,
        LogConfig log,
        RaftConfig raft,
        ProposerConfig proposer,
        ReadConfig read,
        LimitsConfig limits,
        WatchConfig watch,
        CompactionConfig compaction,
        SnapshotConfig snapshot,
        StorageConfig storage,
        BackupConfig backup,
        Settings settings) {
    /** Every setting, in the order in which it is shown. */
    static final List<Setting<?>> SETTINGS = Stream.of(
                    MemberConfig.SETTINGS,
                    ClusterConfig.SETTINGS,
                    NetworkConfig.SETTINGS,
                    HttpConfig.SETTINGS,
                    LogConfig.SETTINGS,
                    RaftConfig.SETTINGS,
                    ProposerConfig.SETTINGS,
                    ReadConfig.SETTINGS,
                    LimitsConfig.SETTINGS,
                    WatchConfig.SETTINGS,
                    CompactionConfig.SETTINGS,
                    SnapshotConfig.SETTINGS,
                    StorageConfig.SETTINGS,
                    BackupConfig.SETTINGS)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    /** Keys that earlier versions knew, with what to do instead. None yet: nothing was released. */
    static final Map<String, String> RETIRED = Map.of();

    /**
     * Reads flags ({@code --key=value}), the environment ({@code RATISKV_KEY}) and the file that either names.
     *
     * @throws ConfigProblems with everything that is wrong
     */
    public static ServerConfig parse(String[] args, Map<String, String> env) {
        Problems problems = new Problems();
        Set<String> switches =
                SETTINGS.stream().filter(Setting::isFlag).map(Setting::key).collect(Collectors.toSet());
        Inputs inputs = Inputs.read(args, env, switches, problems);
        Settings settings = Settings.resolve(SETTINGS, RETIRED, inputs, problems);
        ClusterConfig.check(settings, problems);
        NetworkConfig.check(settings, problems);
        RaftConfig.check(settings, problems);
        ProposerConfig.check(settings, problems);
        LimitsConfig.check(settings, problems);
        problems.throwIfAny();
        NetworkConfig network = NetworkConfig.from(settings);
        return new ServerConfig(
                MemberConfig.from(settings),
                ClusterConfig.from(settings),
                network,
                HttpConfig.from(settings, network),
                LogConfig.from(settings),
                RaftConfig.from(settings),
                ProposerConfig.from(settings),
                ReadConfig.from(settings),
                LimitsConfig.from(settings),
                WatchConfig.from(settings),
                CompactionConfig.from(settings),
                SnapshotConfig.from(settings),
                StorageConfig.from(settings),
                BackupConfig.from(settings),
                settings);
    }
}
