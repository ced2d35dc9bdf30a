package io.ratiskv.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    private static final String PEERS =
            "n1=127.0.0.1:7201/127.0.0.1:7101,n2=127.0.0.1:7202/127.0.0.1:7102,n3=127.0.0.1:7203/127.0.0.1:7103";

    @TempDir
    Path directory;

    private String[] flags(String... more) {
        List<String> flags = new ArrayList<>(List.of(
                "--member.id=n1",
                "--cluster.id=demo",
                "--cluster.peers=" + PEERS,
                "--member.data-directory=" + directory.resolve("n1")));
        flags.addAll(List.of(more));
        return flags.toArray(String[]::new);
    }

    private ServerConfig parse(String... more) {
        return ServerConfig.parse(flags(more), Map.of());
    }

    private List<String> problemsOf(String... more) {
        return problemsOf(Map.of(), flags(more));
    }

    private static List<String> problemsOf(Map<String, String> env, String... args) {
        ConfigProblems refused = catchThrowableOfType(ConfigProblems.class, () -> ServerConfig.parse(args, env));
        assertThat(refused).as("the configuration should be refused").isNotNull();
        return refused.problems();
    }

    @Test
    void four_settings_are_enough() {
        ServerConfig config = parse();

        assertThat(config.member().id()).isEqualTo("n1");
        assertThat(config.member().dataDirectory()).isEqualTo(directory.resolve("n1"));
        assertThat(config.cluster().members()).extracting(ClusterMember::id).containsExactly("n1", "n2", "n3");
        assertThat(config.cluster().bootstrap()).isTrue();
        assertThat(config.raft().electionTimeoutMin()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.raft().electionTimeoutMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.proposer().maxBatchBytes()).isEqualTo(1 << 20);
        assertThat(config.proposer().maxBatchCommands()).isEqualTo(4_096);
        assertThat(config.proposer().batchesInFlight()).isEqualTo(4);
        assertThat(config.proposer().maxPendingBytes()).isEqualTo(64 << 20);
    }

    @Test
    void a_member_listens_where_its_peers_look_for_it() {
        assertThat(parse().network())
                .isEqualTo(new NetworkConfig(new Address("127.0.0.1", 7101), new Address("127.0.0.1", 7201)));
    }

    @Test
    void a_member_may_listen_elsewhere_than_it_is_found() {
        NetworkConfig network = parse("--client.listen=0.0.0.0:17101").network();

        assertThat(network.clientListen()).hasToString("0.0.0.0:17101");
        assertThat(network.raftListen()).hasToString("127.0.0.1:7201");
    }

    @Test
    void flag_beats_environment_beats_file_beats_default() throws IOException {
        Path file = Files.writeString(directory.resolve("kv.properties"), """
                proposer.max-batch-commands=1
                proposer.batches-in-flight=11
                read.threads=7
                """);
        Map<String, String> env =
                Map.of("RATISKV_PROPOSER_MAX_BATCH_COMMANDS", "2", "RATISKV_PROPOSER_BATCHES_IN_FLIGHT", "12");

        ServerConfig config =
                ServerConfig.parse(flags("--proposer.max-batch-commands=3", "--config", file.toString()), env);

        assertThat(config.proposer().maxBatchCommands()).isEqualTo(3);
        assertThat(config.proposer().batchesInFlight()).isEqualTo(12);
        assertThat(config.read().threads()).isEqualTo(7);
        Settings settings = config.settings();
        assertThat(settings.originOf(ProposerConfig.MAX_BATCH_COMMANDS)).isEqualTo("flag");
        assertThat(settings.originOf(ProposerConfig.BATCHES_IN_FLIGHT))
                .isEqualTo("environment RATISKV_PROPOSER_BATCHES_IN_FLIGHT");
        assertThat(settings.originOf(ReadConfig.THREADS)).isEqualTo("file " + file);
        assertThat(settings.originOf(ReadConfig.QUEUE)).isEqualTo("default");
    }

    @Test
    void the_environment_may_name_the_file() throws IOException {
        Path file = Files.writeString(directory.resolve("kv.properties"), "read.threads=7\n");

        ServerConfig config = ServerConfig.parse(flags(), Map.of("RATISKV_CONFIG", file.toString()));

        assertThat(config.read().threads()).isEqualTo(7);
    }

    @Test
    void all_problems_are_told_at_once() {
        List<String> problems = problemsOf(
                Map.of("RATISKV_READ_THREADS", "many", "RATISKV_READ_THREATS", "2"),
                "--cluster.id=demo",
                "--cluster.peers=n1=127.0.0.1/127.0.0.1:1",
                "--raft.election-timeout-min=3s",
                "--storage.min-free-bytes=12 apples",
                "plain");

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "\"plain\" is not a flag: write --key=value",
                        "member.id is required: give --member.id or RATISKV_MEMBER_ID",
                        "member.data-directory is required: give --member.data-directory or"
                                + " RATISKV_MEMBER_DATA_DIRECTORY",
                        "cluster.peers = \"n1=127.0.0.1/127.0.0.1:1\" (flag) names n1 at \"127.0.0.1\", which is not"
                                + " host:port",
                        "read.threads = \"many\" (environment RATISKV_READ_THREADS) is not a whole number",
                        "storage.min-free-bytes = \"12 apples\" (flag) is not a size: write 4096, 64KiB, 1MiB or 2GiB",
                        "environment RATISKV_READ_THREATS is unknown; did you mean" + " RATISKV_READ_THREADS?",
                        "raft.election-timeout-min must be less than raft.election-timeout-max");
    }

    @Test
    void an_unknown_flag_is_refused_with_a_guess() {
        assertThat(problemsOf("--proposer.max-batch-comands=3"))
                .containsExactly(
                        "proposer.max-batch-comands (flag) is unknown; did you mean" + " proposer.max-batch-commands?");
    }

    @Test
    void an_unknown_name_far_from_all_others_gets_no_guess() {
        assertThat(problemsOf("--colour=red")).containsExactly("colour (flag) is unknown");
    }

    @Test
    void a_flag_given_twice_is_refused() {
        assertThat(problemsOf("--read.threads=1", "--read.threads=2"))
                .containsExactly("--read.threads is given more than once");
    }

    @Test
    void a_line_given_twice_in_the_file_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("kv.properties"), "read.threads=7\nread.threads=8\n");

        assertThat(problemsOf("--config=" + file))
                .containsExactly("read.threads stands in " + file + " more than once");
    }

    @Test
    void a_missing_file_is_named() {
        assertThat(problemsOf("--config=nowhere.properties"))
                .containsExactly("the configuration file nowhere.properties cannot be read: no such file");
    }

    @Test
    void what_kubernetes_puts_into_the_environment_is_not_ours() {
        Map<String, String> env = Map.of(
                "RATISKV_SERVICE_HOST", "10.0.0.1",
                "RATISKV_SERVICE_PORT", "7100",
                "RATISKV_SERVICE_PORT_CLIENT", "7100",
                "RATISKV_PORT", "tcp://10.0.0.1:7100",
                "RATISKV_PORT_7100_TCP_ADDR", "10.0.0.1",
                "RATISKV_CLIENT_PORT_7100_TCP", "tcp://10.0.0.1:7100",
                "RATISKV_CLIENT_SERVICE_HOST", "10.0.0.1");

        assertThat(ServerConfig.parse(flags(), env).settings().changed()).hasSize(4);
    }

    @Test
    void a_member_that_is_not_among_its_peers_is_refused() {
        assertThat(problemsOf(
                        Map.of(),
                        "--member.id=n4",
                        "--cluster.id=demo",
                        "--member.data-directory=n4",
                        "--cluster.peers=" + PEERS))
                .containsExactly("member.id = \"n4\" is not among cluster.peers: [n1, n2, n3]");
    }

    @Test
    void a_member_that_joins_needs_no_peers_but_to_know_where_to_listen() {
        String[] joining = {
            "--member.id=n4", "--cluster.id=demo", "--member.data-directory=n4", "--cluster.bootstrap=false"
        };

        assertThat(problemsOf(Map.of(), joining))
                .containsExactly(
                        "client.listen is required for a member that is not among cluster.peers",
                        "raft.listen is required for a member that is not among cluster.peers");

        List<String> whole = new ArrayList<>(List.of(joining));
        whole.addAll(List.of("--client.listen=10.0.0.4:7100", "--raft.listen=10.0.0.4:7200"));
        ServerConfig config = ServerConfig.parse(whole.toArray(String[]::new), Map.of());
        assertThat(config.network().clientListen()).hasToString("10.0.0.4:7100");
        assertThat(config.cluster().members()).isEmpty();
    }

    @Test
    void members_and_addresses_are_named_once() {
        assertThat(problemsOf(
                        Map.of(),
                        "--member.id=n1",
                        "--cluster.id=demo",
                        "--member.data-directory=n1",
                        "--cluster.peers=n1=h:1/h:2,n1=h:3/h:2"))
                .containsExactly(
                        "cluster.peers names the member n1 more than once",
                        "cluster.peers uses the address h:2 more than once");
    }

    @Test
    void an_entry_of_the_log_must_hold_the_largest_request() {
        assertThat(problemsOf("--limits.max-request-bytes=4MiB"))
                .containsExactly("limits.max-request-bytes = \"4MiB\" (flag) must be between 64KiB and 3MiB");
        assertThat(LimitsConfig.MAX_REQUEST_BYTES.defaultValue().orElseThrow()).isLessThan(RaftConfig.ENTRY_BYTES_MAX);
    }

    @Test
    void limits_must_fit_each_other() {
        assertThat(problemsOf("--limits.default-deadline=2m"))
                .containsExactly("limits.default-deadline must be at most limits.max-deadline");
    }

    @Test
    void members_of_one_cluster_derive_the_same_group() {
        assertThat(parse().cluster().groupId())
                .isEqualTo(parse("--read.threads=3").cluster().groupId());
    }

    @Test
    void no_environment_name_could_be_taken_for_one_of_kubernetes() {
        assertThat(ServerConfig.SETTINGS)
                .allSatisfy(setting -> assertThat(setting.environmentName())
                        .doesNotEndWith("_SERVICE_HOST")
                        .doesNotContain("_SERVICE_PORT")
                        .doesNotEndWith("_PORT"));
    }

    @Test
    void keys_are_dotted_kebab_case_and_unique() {
        assertThat(ServerConfig.SETTINGS)
                .extracting(Setting::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[a-z]+\\.[a-z]+(-[a-z]+)*"));
        assertThat(ServerConfig.SETTINGS).extracting(Setting::doc).allMatch(doc -> doc.endsWith("."));
    }
}
