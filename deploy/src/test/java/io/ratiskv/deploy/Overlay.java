package io.ratiskv.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Renders a kustomization of ours without kustomize: resources, components, strategic patches. Whatever else stands in one is
 * refused, so that what is tested is what is applied.
 */
final class Overlay {
    static final Path KUSTOMIZE = Path.of("kustomize");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "resources", "components", "patches");

    private final List<ObjectNode> objects = new ArrayList<>();

    private Overlay() {}

    static List<ObjectNode> render(String... overlays) {
        Overlay rendered = new Overlay();
        for (String overlay : overlays) {
            rendered.add(KUSTOMIZE.resolve(overlay));
        }
        return rendered.objects;
    }

    private void add(Path directory) {
        JsonNode kustomization = read(directory.resolve("kustomization.yaml")).get(0);
        kustomization.fieldNames().forEachRemaining(field -> {
            if (!KNOWN.contains(field)) {
                throw new IllegalStateException(directory + " uses " + field + ", which Overlay cannot render");
            }
        });
        for (String list : List.of("resources", "components")) {
            kustomization.path(list).forEach(entry -> {
                Path path = directory.resolve(entry.asText());
                if (entry.asText().endsWith(".yaml")) {
                    objects.addAll(read(path));
                } else {
                    add(path);
                }
            });
        }
        kustomization
                .path("patches")
                .forEach(p -> patch(directory.resolve(p.path("path").asText())));
    }

    private void patch(Path file) {
        for (ObjectNode patch : read(file)) {
            ObjectNode target = objects.stream()
                    .filter(o -> id(o).equals(id(patch)))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(file + " patches " + id(patch) + ", which is not there"));
            merge(target, patch);
        }
    }

    private static String id(JsonNode object) {
        return object.path("kind").asText() + "/"
                + object.path("metadata").path("name").asText();
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(field -> {
            JsonNode old = into.get(field.getKey());
            if (old instanceof ObjectNode oldObject && field.getValue() instanceof ObjectNode newObject) {
                merge(oldObject, newObject);
            } else if (old instanceof ArrayNode oldList && named(field.getValue())) {
                field.getValue().forEach(element -> mergeInto(oldList, (ObjectNode) element));
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private static void mergeInto(ArrayNode list, ObjectNode patch) {
        for (JsonNode element : list) {
            if (element.path("name").equals(patch.path("name"))) {
                merge((ObjectNode) element, patch);
                return;
            }
        }
        list.add(patch);
    }

    private static boolean named(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(element -> names.add(element.path("name").asText("")));
        return list.isArray() && !names.contains("");
    }

    private static List<ObjectNode> read(Path file) {
        try (MappingIterator<ObjectNode> documents =
                YAML.readerFor(ObjectNode.class).readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
