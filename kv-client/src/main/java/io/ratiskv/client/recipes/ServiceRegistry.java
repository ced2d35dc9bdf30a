package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.WatchHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Who offers what, and is well: an instance is listed for as long as its process keeps its lease alive.
 *
 * <p><b>Guarantee.</b> {@link #lookup} is linearizable. Subscribers are told the members as they are now, and then as often
 * as they change, in order; if they change fast, or the subscriber is slow, some states may be left out, never the last.
 *
 * <p><b>If an instance pauses</b> or is cut off for longer than its lease lives, it is taken out, and comes back by itself.
 * One that hangs without pausing is listed: check what it can do, and close its registration when it cannot.
 *
 * <p><b>Keys.</b> {@code NAME/SERVICE/ID}, with the payload as value. An instance that registers under an id that is taken
 * replaces it: what is newer is right, as after a restart.
 *
 * <p><b>Bounds.</b> An instance is a lease and a key; a subscriber is a watch and holds all instances of its service.
 */
public final class ServiceRegistry {
    private final KvClient db;
    private final String name;
    private final Duration ttl;

    private ServiceRegistry(KvClient db, String name, Duration ttl) {
        this.db = db;
        this.name = name;
        this.ttl = ttl;
    }

    /**
     * The registry of that name; touches no network.
     *
     * @param ttl how long an instance that has crashed stays listed
     */
    public static ServiceRegistry of(KvClient db, String name, Duration ttl) {
        return new ServiceRegistry(db, Line.checkedName(name), ttl);
    }

    /** Lists an instance from now on. Close what is answered to take it out. */
    public Registration register(String service, String id, String payload) {
        return register(service, id, Bytes.of(payload));
    }

    public Registration register(String service, String id, Bytes payload) {
        return Registration.open(db, Bytes.of(prefix(service) + Line.checkedName(id)), ttl, payload);
    }

    /** Those who offer it now, by id. */
    public List<ServiceInstance> lookup(String service) {
        return instances(
                service,
                db.range(Range.prefix(prefix(service)).consistency(Consistency.LINEARIZABLE))
                        .entries());
    }

    /** Is told all who offer it, now and whenever that changes. Close what is answered. */
    public WatchHandle subscribe(String service, Observer<List<ServiceInstance>> observer) {
        return Mirror.open(
                db,
                KeyRange.prefix(prefix(service)),
                "service " + service,
                entries -> instances(service, entries),
                observer);
    }

    private String prefix(String service) {
        if (service.contains("/")) {
            throw new InvalidArgumentException("service", "must not contain '/', is '" + service + "'");
        }
        return name + "/" + Line.checkedName(service) + "/";
    }

    private List<ServiceInstance> instances(String service, Collection<KeyValue> entries) {
        int skip = Bytes.of(prefix(service)).length();
        return entries.stream()
                .map(entry -> new ServiceInstance(
                        service, textFrom(entry.key(), skip), entry.value(), entry.createRevision()))
                .toList();
    }

    private static String textFrom(Bytes key, int skip) {
        byte[] bytes = key.toArray();
        return new String(bytes, skip, bytes.length - skip, StandardCharsets.UTF_8);
    }
}
