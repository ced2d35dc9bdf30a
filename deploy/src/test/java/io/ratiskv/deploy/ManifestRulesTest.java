package io.ratiskv.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.ratiskv.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store that lives by majorities needs of Kubernetes, and what a schema cannot know. */
class ManifestRulesTest {
    private static final Path OPTIONS = Path.of("src/image/root/app/member.options");

    /** What leadership's hand-over and the closing of the store may take beside preStop, in seconds. */
    private static final int CLOSING_SECONDS = 30;

    @ParameterizedTest
    @CsvSource({"overlays/three,3", "overlays/five,5"})
    void an_overlay_says_alike_how_many_members_there_are_and_were(String overlay, int members) {
        JsonNode set = one(overlay, "StatefulSet");
        assertThat(set.at("/spec/replicas").asInt()).isEqualTo(members);
        assertThat(environment(set)).containsEntry("FIRST_MEMBERS", Integer.toString(members));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/three", "overlays/five"})
    void the_environment_of_each_pod_makes_a_member_at_the_ports_that_the_manifests_name(String overlay) {
        JsonNode set = one(overlay, "StatefulSet");
        for (int ordinal = 0; ordinal < 7; ordinal++) {
            Map<String, String> environment = environment(set);
            environment.put("POD_NAME", set.at("/metadata/name").asText() + "-" + ordinal);
            environment.put("POD_NAMESPACE", "shop");
            String[] flags = PodSettings.from(environment).flags().toArray(String[]::new);
            ServerConfig config = ServerConfig.parse(flags, Map.of());
            assertThat(ports(set))
                    .containsEntry("client", config.network().clientListen().port())
                    .containsEntry("raft", config.network().raftListen().port())
                    .containsEntry("http", PodSettings.HTTP_PORT);
            assertThat(config.member().dataDirectory().toString()).startsWith("/data/");
            assertThat(config.cluster().members())
                    .allSatisfy(member ->
                            assertThat(member.raft().host()).isEqualTo(member.id() + ".kv-headless.shop.svc"));
        }
    }

    @Test
    void names_of_members_are_known_before_they_are_ready_and_clients_see_ready_ones_only() {
        JsonNode headless = service("kv-headless");
        assertThat(headless.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(headless.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(set().at("/spec/serviceName")).isEqualTo(headless.at("/metadata/name"));
        assertThat(environment(set()))
                .containsEntry("HEADLESS_SERVICE", headless.at("/metadata/name").asText());

        JsonNode clients = service("kv");
        assertThat(clients.at("/spec/publishNotReadyAddresses").asBoolean()).isFalse();
        assertThat(clients.at("/spec/ports")).hasSize(1);
        assertThat(clients.at("/spec/ports/0/targetPort").asText()).isEqualTo("client");
    }

    @Test
    void every_selector_finds_the_pods() {
        JsonNode labels = set().at("/spec/template/metadata/labels");
        assertThat(set().at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(service("kv").at("/spec/selector")).isEqualTo(labels);
        assertThat(service("kv-headless").at("/spec/selector")).isEqualTo(labels);
        assertThat(one("overlays/three", "PodDisruptionBudget").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(one("overlays/three", "NetworkPolicy").at("/spec/podSelector/matchLabels"))
                .isEqualTo(labels);
        assertThat(pod().at("/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0"
                        + "/labelSelector/matchLabels"))
                .isEqualTo(labels);
        assertThat(pod().at("/topologySpreadConstraints/0/labelSelector/matchLabels"))
                .isEqualTo(labels);
    }

    @Test
    void the_service_monitor_reads_the_service_of_all_members_and_a_port_that_it_has() {
        JsonNode monitor = Overlay.render("components/service-monitor").get(0);
        JsonNode headless = service("kv-headless");
        assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(headless.at("/metadata/labels"));
        assertThat(service("kv").at("/metadata/labels")).isNotEqualTo(headless.at("/metadata/labels"));
        assertThat(headless.at("/spec/ports").findValuesAsText("name"))
                .contains(monitor.at("/spec/endpoints/0/port").asText());
    }

    @Test
    void a_cluster_born_from_a_backup_restores_it_as_the_member_that_it_then_starts() {
        List<ObjectNode> objects = Overlay.render("overlays/three", "components/restore");
        assertThat(objects)
                .allSatisfy(object -> assertThat(Schema.faults(object)).isEmpty());
        JsonNode pod = objects.stream()
                .filter(object -> object.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec");
        JsonNode restore = pod.at("/initContainers/0");
        assertThat(restore.path("command").toString())
                .contains("--data-dir=" + environment(set()).get("DATA_DIRECTORY"), "--keep-own");
        assertThat(variable(restore, "CLUSTER_ID")).isEqualTo(variable(pod.at("/containers/0"), "CLUSTER_ID"));
        assertThat(variable(restore, "CLUSTER_ID"))
                .as("not the old cluster's name")
                .isNotEqualTo(environment(set()).get("CLUSTER_ID"));
        assertThat(restore.path("image")).isEqualTo(pod.at("/containers/0/image"));
        assertThat(restore.path("securityContext")).isEqualTo(pod.at("/containers/0/securityContext"));
        assertThat(pod.path("volumes").findValuesAsText("name")).contains("restore", "tmp", "certificates");
    }

    @Test
    void backups_are_made_one_at_a_time_of_this_cluster_by_the_members_image() {
        JsonNode job = Overlay.render("components/backup").stream()
                .filter(object -> object.path("kind").asText().equals("CronJob"))
                .findFirst()
                .orElseThrow();
        JsonNode backup = job.at("/spec/jobTemplate/spec/template/spec/containers/0");
        assertThat(job.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
        assertThat(backup.path("image")).isEqualTo(pod().at("/containers/0/image"));
        assertThat(backup.path("command").toString())
                .contains("--once", "--cluster-id=" + environment(set()).get("CLUSTER_ID"));
        assertThat(backup.path("securityContext")).isEqualTo(pod().at("/containers/0/securityContext"));
    }

    @Test
    void ports_that_are_named_exist() {
        Set<String> names = ports(set()).keySet();
        for (String service : List.of("kv", "kv-headless")) {
            assertThat(names).containsAll(service(service).at("/spec/ports").findValuesAsText("targetPort"));
        }
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(names)
                    .contains(container().at("/" + probe + "/httpGet/port").asText());
        }
    }

    @Test
    void each_probe_asks_its_own_question_over_http() {
        assertThat(container().at("/startupProbe/httpGet/path").asText()).isEqualTo("/startupz");
        assertThat(container().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
        assertThat(container().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(container().at("/startupProbe/periodSeconds").asInt()
                        * container().at("/startupProbe/failureThreshold").asInt())
                .as("seconds for replaying a log")
                .isGreaterThanOrEqualTo(300);
    }

    @Test
    void all_members_start_together_and_are_restarted_one_by_one_once_the_last_was_ready_for_a_while() {
        assertThat(set().at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
        assertThat(set().at("/spec/updateStrategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(set().at("/spec/minReadySeconds").asInt()).isBetween(10, 60);
    }

    @ParameterizedTest
    @CsvSource({"overlays/three,3", "overlays/five,5"})
    void an_eviction_leaves_a_majority(String overlay, int members) {
        JsonNode budget = one(overlay, "PodDisruptionBudget").path("spec");
        assertThat(budget.has("minAvailable")).isFalse();
        assertThat(budget.path("unhealthyPodEvictionPolicy").asText()).isEqualTo("IfHealthyBudget");
        assertThat(members - budget.path("maxUnavailable").asInt(members)).isGreaterThan(members / 2);
    }

    @Test
    void a_member_has_time_to_hand_leadership_over_before_it_is_killed() {
        int preStop = container().at("/lifecycle/preStop/sleep/seconds").asInt();
        assertThat(preStop).isPositive();
        assertThat(pod().path("terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(preStop + CLOSING_SECONDS);
    }

    @Test
    void pods_pass_the_restricted_standard_with_a_read_only_root() {
        assertThat(pod().at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod().at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod().at("/securityContext/fsGroup").asInt()).isEqualTo(10001);
        assertThat(pod().at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode context = container().path("securityContext");
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
        assertThat(pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod().has(shared)).as(shared).isFalse();
        }
        assertThat(pod().path("volumes")).noneMatch(volume -> volume.has("hostPath"));
    }

    @Test
    void what_a_member_writes_to_is_mounted_and_what_is_mounted_exists() {
        List<String> mounted = container().path("volumeMounts").findValuesAsText("name");
        Set<String> there = new HashSet<>(pod().path("volumes").findValuesAsText("name"));
        set().at("/spec/volumeClaimTemplates")
                .forEach(c -> there.add(c.at("/metadata/name").asText()));
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(there);
        assertThat(container().path("volumeMounts").findValuesAsText("mountPath"))
                .contains("/data", "/tmp");
        assertThat(container().path("volumeMounts")).noneMatch(mount -> mount.has("subPath"));
    }

    @Test
    void volumes_outlive_pods_and_are_one_pods_at_a_time() {
        assertThat(set().at("/spec/persistentVolumeClaimRetentionPolicy/whenScaled")
                        .asText())
                .isEqualTo("Retain");
        assertThat(set().at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                        .asText())
                .isEqualTo("Retain");
        assertThat(set().at("/spec/volumeClaimTemplates/0/spec/accessModes/0").asText())
                .isEqualTo("ReadWriteOncePod");
    }

    @Test
    void memory_is_promised_and_the_processor_is_not_limited() {
        JsonNode resources = container().path("resources");
        assertThat(resources.at("/requests/memory")).isEqualTo(resources.at("/limits/memory"));
        assertThat(resources.at("/requests/cpu").isMissingNode()).isFalse();
        assertThat(resources.at("/limits/cpu").isMissingNode()).isTrue();
    }

    @Test
    void what_java_and_the_store_may_use_fits_into_the_memory() throws IOException {
        String options = Files.readString(OPTIONS);
        long limit = Quantity.getAmountInBytes(
                        new Quantity(container().at("/resources/limits/memory").asText()))
                .longValueExact();
        long heap = limit * number(options, "-XX:MaxRAMPercentage=(\\d+)") / 100;
        long beside = megabytes(options, "MaxDirectMemorySize")
                + megabytes(options, "MaxMetaspaceSize")
                + megabytes(options, "ReservedCodeCacheSize");
        Map<String, String> environment = environment(set());
        environment.put("POD_NAME", "kv-0");
        environment.put("POD_NAMESPACE", "shop");
        ServerConfig config =
                ServerConfig.parse(PodSettings.from(environment).flags().toArray(String[]::new), Map.of());
        long store = config.storage().blockCacheBytes() + config.storage().writeBufferBytes();
        assertThat(heap + beside + store).isLessThan(limit - (256L << 20));
    }

    @Test
    void on_the_raft_port_members_hear_members_only() {
        JsonNode policy = one("overlays/three", "NetworkPolicy").path("spec");
        assertThat(policy.path("policyTypes")).extracting(JsonNode::asText).contains("Ingress", "Egress");
        List<JsonNode> raft = rules(policy, "raft");
        assertThat(raft)
                .singleElement()
                .satisfies(rule -> assertThat(rule.path("from")).singleElement().satisfies(from -> {
                    assertThat(from.has("namespaceSelector")).isFalse();
                    assertThat(from.at("/podSelector/matchLabels"))
                            .isEqualTo(set().at("/spec/template/metadata/labels"));
                }));
        assertThat(policy.path("ingress")).allSatisfy(rule -> {
            assertThat(rule.path("from")).as("who").isNotEmpty();
            assertThat(rule.path("ports")).as("which ports").isNotEmpty();
        });
        assertThat(rules(policy, "http")).isNotEmpty();
        assertThat(policy.path("egress").findValuesAsText("port"))
                .containsExactlyInAnyOrder("7100", "7200", "53", "53");
    }

    private static List<JsonNode> rules(JsonNode policy, String port) {
        return StreamSupport.stream(policy.path("ingress").spliterator(), false)
                .filter(rule -> rule.path("ports").findValuesAsText("port").contains(port))
                .toList();
    }

    private static long megabytes(String options, String name) {
        return number(options, "-XX:" + name + "=(\\d+)m") << 20;
    }

    private static long number(String options, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(options);
        assertThat(found.find()).as(pattern).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static Map<String, Integer> ports(JsonNode set) {
        Map<String, Integer> ports = new HashMap<>();
        set.at("/spec/template/spec/containers/0/ports")
                .forEach(p -> ports.put(
                        p.path("name").asText(), p.path("containerPort").asInt()));
        return ports;
    }

    private static Map<String, String> environment(JsonNode set) {
        Map<String, String> environment = new HashMap<>();
        set.at("/spec/template/spec/containers/0/env").forEach(variable -> {
            if (variable.has("value")) {
                environment.put(
                        variable.path("name").asText(), variable.path("value").asText());
            }
        });
        return environment;
    }

    private static JsonNode set() {
        return one("overlays/three", "StatefulSet");
    }

    private static JsonNode pod() {
        return set().at("/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    private static JsonNode one(String overlay, String kind) {
        return Overlay.render(overlay).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode service(String name) {
        List<ObjectNode> objects = Overlay.render("overlays/three");
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals("Service"))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String variable(JsonNode container, String name) {
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable.path("value").asText();
            }
        }
        return "";
    }
}
