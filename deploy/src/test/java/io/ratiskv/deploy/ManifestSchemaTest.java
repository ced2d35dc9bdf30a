package io.ratiskv.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in {@code kustomize} is what Kubernetes' schemas allow; faults put in on purpose are found. */
class ManifestSchemaTest {
    @ParameterizedTest
    @ValueSource(strings = {"overlays/three", "overlays/five", "components/service-monitor", "components/backup"})
    void kubernetes_takes_every_object(String overlay) {
        assertThat(Overlay.render(overlay))
                .isNotEmpty()
                .allSatisfy(object -> assertThat(Schema.faults(object)).isEmpty());
    }

    @Test
    void overlays_bring_everything_that_a_cluster_needs() {
        assertThat(Overlay.render("overlays/three"))
                .extracting(object -> object.path("kind").asText())
                .containsExactlyInAnyOrder(
                        "ServiceAccount", "Service", "Service", "StatefulSet", "PodDisruptionBudget", "NetworkPolicy");
    }

    @Test
    void a_misspelt_field_is_found() {
        ObjectNode set = statefulSet();
        spec(set).set("podManagmentPolicy", spec(set).remove("podManagementPolicy"));
        assertThat(Schema.faults(set)).anySatisfy(fault -> assertThat(fault).contains("podManagmentPolicy"));
    }

    @Test
    void a_misspelt_field_deep_below_is_found() {
        ObjectNode set = statefulSet();
        ObjectNode probe = (ObjectNode) container(set).path("readinessProbe");
        probe.put("failureTreshold", 3);
        assertThat(Schema.faults(set)).anySatisfy(fault -> assertThat(fault).contains("failureTreshold"));
    }

    @Test
    void a_number_as_text_is_found() {
        ObjectNode set = statefulSet();
        spec(set).put("replicas", "3");
        assertThat(Schema.faults(set)).anySatisfy(fault -> assertThat(fault).contains("replicas"));
    }

    @Test
    void a_text_where_an_object_belongs_is_found() {
        ObjectNode set = statefulSet();
        ((ObjectNode) spec(set).path("template")).set("spec", TextNode.valueOf("pods"));
        assertThat(Schema.faults(set)).isNotEmpty();
    }

    @Test
    void a_missing_field_is_found() {
        ObjectNode set = statefulSet();
        spec(set).remove("selector");
        assertThat(Schema.faults(set)).anySatisfy(fault -> assertThat(fault).contains("selector"));
    }

    @Test
    void a_misspelt_field_of_a_service_monitor_is_found() {
        ObjectNode monitor = Overlay.render("components/service-monitor").get(0);
        ((ObjectNode) monitor.path("spec").path("endpoints").get(0)).put("intervall", "15s");
        assertThat(Schema.faults(monitor)).anySatisfy(fault -> assertThat(fault).contains("intervall"));
    }

    @Test
    void a_kind_without_a_schema_is_no_object_of_ours() {
        ObjectNode set = statefulSet();
        set.put("apiVersion", "apps/v1beta1");
        assertThat(Schema.faults(set)).isEqualTo(List.of("no schema for apps/v1beta1 StatefulSet"));
    }

    @Test
    void a_kustomization_that_the_tests_cannot_render_is_refused() {
        assertThatThrownBy(() -> Overlay.render("overlays/none")).isInstanceOf(RuntimeException.class);
    }

    private static ObjectNode statefulSet() {
        return Overlay.render("overlays/three").stream()
                .filter(object -> object.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode spec(ObjectNode set) {
        return (ObjectNode) set.path("spec");
    }

    private static JsonNode container(ObjectNode set) {
        return set.at("/spec/template/spec/containers/0");
    }
}
