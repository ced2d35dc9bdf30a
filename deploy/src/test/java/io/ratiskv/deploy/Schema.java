package io.ratiskv.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' own schemas without a Kubernetes, by two models generated from them. One finds wrong types, the other unknown and
 * missing fields; alone each lets faults pass.
 */
final class Schema {
    /** Fabric8's type, and whether the official model accepts; ServiceMonitor is not Kubernetes' own. */
    private record Kind(Class<?> strict, Official official) {}

    private interface Official {
        void validate(JsonElement json) throws IOException;
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "apps/v1 StatefulSet", new Kind(StatefulSet.class, V1StatefulSet::validateJsonElement),
            "v1 PersistentVolumeClaim",
                    new Kind(PersistentVolumeClaim.class, V1PersistentVolumeClaim::validateJsonElement),
            "batch/v1 CronJob", new Kind(CronJob.class, V1CronJob::validateJsonElement),
            "v1 Service", new Kind(Service.class, V1Service::validateJsonElement),
            "v1 ServiceAccount", new Kind(ServiceAccount.class, V1ServiceAccount::validateJsonElement),
            "policy/v1 PodDisruptionBudget",
                    new Kind(PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
            "networking.k8s.io/v1 NetworkPolicy", new Kind(NetworkPolicy.class, V1NetworkPolicy::validateJsonElement),
            "monitoring.coreos.com/v1 ServiceMonitor", new Kind(ServiceMonitor.class, json -> {}));

    // No coercion: Kubernetes takes replicas: "3" for an error, Jackson for 3. No catch-all for unknown fields either.
    private static final JsonMapper STRICT = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated type) {
                    return false;
                }
            })
            .build();

    private Schema() {}

    /** What Kubernetes would refuse of an object; empty if nothing. */
    static List<String> faults(ObjectNode object) {
        String name =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Kind kind = KINDS.get(name);
        if (kind == null) {
            return List.of("no schema for " + name);
        }
        List<String> faults = new ArrayList<>();
        try {
            STRICT.treeToValue(object, kind.strict());
        } catch (JsonProcessingException e) {
            faults.add(e.getMessage());
        }
        try {
            kind.official().validate(JsonParser.parseString(object.toString()));
        } catch (IOException | RuntimeException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        return faults;
    }
}
