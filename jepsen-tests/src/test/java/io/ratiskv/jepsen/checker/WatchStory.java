package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchRequest.Change;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A watch history told line by line, with a true store behind it: what a watcher is told is told by hand, right or wrong. */
final class WatchStory {
    static final WatchSpec ALL = WatchSpec.now("k/", "k0");

    private final CallRecorder<WatchRequest, WatchAnswer> recorder = new CallRecorder<>();
    private final int writer = recorder.newProcess();
    private final TreeMap<String, ToldState> now = new TreeMap<>();
    private final TreeMap<Long, List<ToldEvent>> events = new TreeMap<>();
    private long number;
    private long revision = 1;

    /** A write that is acknowledged; returns its revision. */
    long write(Change... changes) {
        CallRecorder<WatchRequest, WatchAnswer>.OpenCall call = ask(changes);
        List<String> deleted = apply(changes);
        call.ok(new WatchAnswer.Written(revision, deleted));
        return revision;
    }

    /** A write that ends unknown, but happens; returns its revision. */
    long unknown(Change... changes) {
        ask(changes).unknown("timeout");
        apply(changes);
        return revision;
    }

    /** A write that claims not to have happened. */
    void failed(Change... changes) {
        ask(changes).failed("refused");
    }

    CallRecorder<WatchRequest, WatchAnswer>.OpenCall ask(Change... changes) {
        return recorder.begin(writer, "write", new WatchRequest.Write(++number, Arrays.asList(changes)));
    }

    /** What the last write that ended unknown came to. */
    void resolved(boolean applied) {
        recorder.begin(writer, "resolve", new WatchRequest.Resolve(number))
                .ok(applied ? new WatchAnswer.Written(revision, null) : new WatchAnswer.NotWritten());
    }

    List<String> apply(Change... changes) {
        revision++;
        List<ToldEvent> made = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        for (Change change : changes) {
            if (change.value() != null) {
                ToldState before = now.get(change.key());
                ToldState after = new ToldState(
                        change.key(),
                        change.value(),
                        before == null ? revision : before.createRevision(),
                        revision,
                        before == null ? 1 : before.version() + 1);
                now.put(change.key(), after);
                made.add(new ToldEvent(true, after, before));
            } else {
                for (String key : List.copyOf(now.keySet())) {
                    if (change.deletes(key)) {
                        made.add(ToldEvent.deletion(key, revision, now.remove(key)));
                        deleted.add(key);
                    }
                }
            }
        }
        if (made.isEmpty()) {
            revision--;
        } else {
            events.put(revision, made);
        }
        return deleted;
    }

    static Change put(String key, String value) {
        return Change.put("k/" + key, value);
    }

    static Change delete(String key) {
        return Change.delete("k/" + key);
    }

    long revision() {
        return revision;
    }

    List<ToldState> state() {
        return List.copyOf(now.values());
    }

    /** The key as it was put at this revision. */
    ToldState written(long at, String key) {
        return events.get(at).stream()
                .filter(e -> e.put() && e.key().equals(key))
                .findFirst()
                .orElseThrow()
                .state();
    }

    /** Reads everything at the end. */
    void readAll(long compacted) {
        recorder.begin(writer, "read", new WatchRequest.ReadAll("k/", "k0"))
                .ok(new WatchAnswer.State(revision, state(), compacted));
    }

    Watcher watcher(WatchSpec spec) {
        return new Watcher(spec);
    }

    List<Call<WatchRequest, WatchAnswer>> calls() {
        return recorder.calls();
    }

    /** One watcher. */
    final class Watcher {
        private final int process = recorder.newProcess();
        private WatchSpec spec;

        Watcher(WatchSpec spec) {
            this.spec = spec;
            recorder.begin(process, "open", new WatchRequest.Open(spec, false)).ok(new WatchAnswer.Done());
        }

        Watcher resume(long from) {
            spec = spec.at(from);
            recorder.begin(process, "close", new WatchRequest.Close()).ok(new WatchAnswer.Done());
            recorder.begin(process, "open", new WatchRequest.Open(spec, true)).ok(new WatchAnswer.Done());
            return this;
        }

        /** What happened at these revisions, as it should be told. */
        Watcher right(long... revisions) {
            for (long at : revisions) {
                List<ToldEvent> wanted = events.get(at).stream()
                        .filter(e -> spec.wants(e.key(), e.put()))
                        .map(e -> spec.previous() ? e : new ToldEvent(e.put(), e.state(), null))
                        .toList();
                told(ToldItem.changes(at, wanted));
            }
            return this;
        }

        Watcher told(ToldItem item) {
            return told(item, item.revision());
        }

        Watcher told(ToldItem item, long position) {
            recorder.begin(process, "take", new WatchRequest.Take()).ok(new WatchAnswer.Told(item, position));
            return this;
        }

        /** The events of a revision as they are, for changing them. */
        List<ToldEvent> events(long at) {
            return new ArrayList<>(events.get(at));
        }
    }
}
