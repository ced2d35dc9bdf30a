package io.ratiskv.client;

import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** What watches have told, and how it reads. */
final class ToldItems {
    /** The last word to a watch, where the first one was due. */
    static final Action CANCELED = (member, request, out) -> member.answer(
            out,
            request,
            Response.newBuilder()
                    .setWatch(WatchResponse.newBuilder().setKind(WatchResponse.Kind.CANCELED))
                    .build());

    private ToldItems() {}

    /** The watch is there once it has said from where on it tells. */
    static long begun(WatchStream stream) throws InterruptedException {
        return ((WatchItem.Progress) stream.next()).revision();
    }

    /** The next items that are no progress marks. */
    static List<WatchItem> told(WatchStream stream, int count) throws InterruptedException {
        List<WatchItem> items = new ArrayList<>();
        while (items.size() < count) {
            WatchItem item = stream.next();
            if (!(item instanceof WatchItem.Progress)) {
                items.add(item);
            }
        }
        return items;
    }

    static List<String> texts(List<WatchItem> items) {
        return items.stream().map(ToldItems::text).toList();
    }

    static String text(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            return changes.revision() + ":"
                    + changes.events().stream()
                            .map(event -> event.isPut()
                                    ? event.key() + "=" + event.keyValue().valueText()
                                    : event.key() + "-")
                            .toList();
        } else if (item instanceof WatchItem.Snapshot snapshot) {
            return "snapshot " + snapshot.revision() + keys(snapshot.entries()) + (snapshot.last() ? "." : "…");
        } else if (item instanceof WatchItem.Reset reset) {
            return "reset " + reset.revision() + keys(reset.entries())
                    + (reset.last() ? "-" + reset.removed() + reset.removedKnown() : "…");
        }
        return "progress " + item.revision();
    }

    private static List<Bytes> keys(List<KeyValue> entries) {
        return entries.stream().map(KeyValue::key).toList();
    }
}
