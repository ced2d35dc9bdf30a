package io.ratiskv.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ratiskv.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodSettingsTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "POD_NAME", "kv-1",
            "POD_NAMESPACE", "shop",
            "HEADLESS_SERVICE", "kv-headless",
            "CLUSTER_ID", "kv",
            "FIRST_MEMBERS", "3",
            "DATA_DIRECTORY", "/data/member"));

    @Test
    void the_name_of_a_pod_says_which_member_it_is_and_who_the_others_are() {
        assertThat(PodSettings.from(environment).values())
                .containsEntry("member.id", "kv-1")
                .containsEntry("member.data-directory", "/data/member")
                .containsEntry("cluster.id", "kv")
                .containsEntry("cluster.bootstrap", "true")
                .containsEntry("client.listen", "0.0.0.0:7100")
                .containsEntry("raft.listen", "0.0.0.0:7200")
                .containsEntry(
                        "cluster.peers",
                        "kv-0=kv-0.kv-headless.shop.svc:7200/kv-0.kv-headless.shop.svc:7100,"
                                + "kv-1=kv-1.kv-headless.shop.svc:7200/kv-1.kv-headless.shop.svc:7100,"
                                + "kv-2=kv-2.kv-headless.shop.svc:7200/kv-2.kv-headless.shop.svc:7100");
    }

    @Test
    void every_pod_is_told_of_the_same_members() {
        String atFirst = PodSettings.from(environment).values().get("cluster.peers");
        environment.put("POD_NAME", "kv-4");
        assertThat(PodSettings.from(environment).values()).containsEntry("cluster.peers", atFirst);
    }

    @ParameterizedTest
    @CsvSource({"kv-0,true", "kv-2,true", "kv-3,false", "kv-11,false"})
    void only_the_first_members_form_the_cluster(String pod, boolean forms) {
        environment.put("POD_NAME", pod);
        assertThat(PodSettings.from(environment).values()).containsEntry("cluster.bootstrap", Boolean.toString(forms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kv-0", "kv-4", "my-own-store-12"})
    void the_server_accepts_what_is_derived(String pod) {
        environment.put("POD_NAME", pod);
        String[] flags = PodSettings.from(environment).flags().toArray(String[]::new);
        assertThat(ServerConfig.parse(flags, Map.of()).member().id()).isEqualTo(pod);
    }

    @Test
    void a_setting_that_the_environment_gives_itself_is_left_to_it() {
        environment.put("RATISKV_CLIENT_LISTEN", "127.0.0.2:7100");
        environment.put("RATISKV_MEMBER_DATA_DIRECTORY", "/elsewhere");
        PodSettings settings = PodSettings.from(environment);
        assertThat(settings.values()).doesNotContainKeys("client.listen", "member.data-directory");

        ServerConfig config = ServerConfig.parse(settings.flags().toArray(String[]::new), serverVariables());
        assertThat(config.network().clientListen()).hasToString("127.0.0.2:7100");
    }

    private Map<String, String> serverVariables() {
        Map<String, String> ours = new HashMap<>(environment);
        ours.keySet().removeIf(name -> !name.startsWith("RATISKV_"));
        return ours;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POD_NAME | kv",
                "POD_NAME | kv-",
                "POD_NAME | kv-01",
                "POD_NAME | KV-0",
                "POD_NAME | kv-0.kv-headless",
                "POD_NAME | -1",
                "POD_NAME | kv-99999",
                "POD_NAMESPACE | a.b",
                "POD_NAMESPACE | -shop",
                "HEADLESS_SERVICE | kv headless",
                "CLUSTER_ID | two words",
                "FIRST_MEMBERS | 0",
                "FIRST_MEMBERS | -3",
                "FIRST_MEMBERS | 10",
                "FIRST_MEMBERS | three",
                "FIRST_MEMBERS | 99999999999",
                "DATA_DIRECTORY | data/member",
                "DATA_DIRECTORY | /"
            })
    void a_malformed_variable_is_named_with_its_value(String variable, String value) {
        environment.put(variable, value);
        assertThat(problems()).singleElement().asString().startsWith(variable + " = \"" + value + "\" is not ");
    }

    @Test
    void everything_that_is_missing_is_told_at_once() {
        environment.clear();
        environment.put("POD_NAME", " ");
        assertThat(problems())
                .hasSize(6)
                .allSatisfy(problem -> assertThat(problem).contains(" is not set; it has to be "));
    }

    private List<String> problems() {
        List<String> found = new ArrayList<>();
        assertThatThrownBy(() -> PodSettings.from(environment))
                .asInstanceOf(type(PodProblems.class))
                .satisfies(e -> found.addAll(e.problems()))
                .satisfies(e -> assertThat(e).hasMessageContaining(found.get(0)));
        return found;
    }
}
