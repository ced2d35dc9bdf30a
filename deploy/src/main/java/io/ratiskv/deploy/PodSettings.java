package io.ratiskv.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which member a pod is, and the settings that follow from it. A pure function of the environment.
 *
 * <p>The pods 0 to {@link #FIRST_MEMBERS} - 1 form the cluster when it is born, each told of the same list. Pods that come
 * later, when somebody scales up, are told of the same list so that they find the cluster, but never form one.
 */
public final class PodSettings {
    /** The pod's name, the StatefulSet's and an ordinal: {@code kv-2}. */
    public static final String POD_NAME = "POD_NAME";

    public static final String POD_NAMESPACE = "POD_NAMESPACE";

    /** Name of the service that gives the pods their names; it must publish those that are not ready. */
    public static final String HEADLESS_SERVICE = "HEADLESS_SERVICE";

    public static final String CLUSTER_ID = "CLUSTER_ID";

    /** How many members formed the cluster; not how many there are now. */
    public static final String FIRST_MEMBERS = "FIRST_MEMBERS";

    public static final String DATA_DIRECTORY = "DATA_DIRECTORY";

    /** Members at the birth of a cluster, at most; more cost every write and add no safety worth it. */
    static final int FIRST_MEMBERS_MAX = 9;

    static final int CLIENT_PORT = 7100;
    static final int RAFT_PORT = 7200;

    /** Where probes and metrics are: the server's default, the port for clients and 200. */
    static final int HTTP_PORT = 7300;

    private static final String OVERRIDE_PREFIX = "RATISKV_";
    private static final Pattern POD = Pattern.compile("[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?-(0|[1-9]\\d{0,3})");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ABSOLUTE = Pattern.compile("/.*[^/]");
    private static final String LABEL_IN_WORDS = "a DNS label: lower-case letters, digits and hyphens, at most 63";

    private final Map<String, String> values;

    private PodSettings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param environment of the pod; a setting that it gives itself ({@code RATISKV_CLUSTER_PEERS}, ...) is left to it
     * @throws PodProblems with every variable that is missing or malformed
     */
    public static PodSettings from(Map<String, String> environment) {
        PodEnvironment pod = new PodEnvironment(environment);
        String name = pod.text(POD_NAME, POD, "a pod's name of a StatefulSet, with an ordinal at its end: kv-0");
        String namespace = pod.text(POD_NAMESPACE, LABEL, LABEL_IN_WORDS);
        String service = pod.text(HEADLESS_SERVICE, LABEL, LABEL_IN_WORDS);
        String clusterId =
                pod.text(CLUSTER_ID, NAME, "1 to 64 letters, digits, dots, underscores or hyphens, no sign first");
        int first = pod.number(FIRST_MEMBERS, 1, FIRST_MEMBERS_MAX);
        String directory = pod.text(DATA_DIRECTORY, ABSOLUTE, "an absolute path below the volume's: /data/member");
        pod.throwIfAnyProblem();

        int hyphen = name.lastIndexOf('-');
        String set = name.substring(0, hyphen);
        int ordinal = Integer.parseInt(name.substring(hyphen + 1));
        Map<String, String> values = new LinkedHashMap<>();
        values.put("member.id", name);
        values.put("member.data-directory", directory);
        values.put("cluster.id", clusterId);
        values.put("cluster.peers", peers(set, first, "." + service + "." + namespace + ".svc"));
        values.put("cluster.bootstrap", Boolean.toString(ordinal < first));
        values.put("client.listen", "0.0.0.0:" + CLIENT_PORT);
        values.put("raft.listen", "0.0.0.0:" + RAFT_PORT);
        values.keySet().removeIf(key -> environment.containsKey(environmentName(key)));
        return new PodSettings(values);
    }

    // Names, never addresses: a pod that comes back has another address.
    private static String peers(String set, int first, String domain) {
        return IntStream.range(0, first)
                .mapToObj(i -> {
                    String host = set + "-" + i + domain;
                    return set + "-" + i + "=" + host + ":" + RAFT_PORT + "/" + host + ":" + CLIENT_PORT;
                })
                .collect(Collectors.joining(","));
    }

    private static String environmentName(String key) {
        return OVERRIDE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Settings of the server by their keys. */
    public Map<String, String> values() {
        return new TreeMap<>(values);
    }

    /** The same as flags of {@code KvServerMain}. */
    public List<String> flags() {
        return values.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toList();
    }
}
