package io.ratiskv.server.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;

/** Range reads between the protocol's messages and the store's records. Values are wrapped, not copied. */
public final class RangeMessages {
    private RangeMessages() {}

    /** @param request valid, see {@link CommandValidator#check(RangeRequest)} */
    public static RangeQuery query(RangeRequest request) {
        return new RangeQuery(
                interval(request.getKey(), request.getRangeEnd()),
                request.getLimit(),
                sortBy(request),
                request.getSortOrder() == SortOrder.DESCEND,
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getWantCount(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision());
    }

    public static KeyInterval interval(ByteString key, ByteString rangeEnd) {
        return KeyInterval.of(key.toByteArray(), rangeEnd.toByteArray());
    }

    /** One frame of the answer; whoever knows the age of the state adds it. */
    public static RangeResponse.Builder response(long revision, RangePage page) {
        RangeResponse.Builder response = RangeResponse.newBuilder().setRevision(revision);
        for (KeyVersion kv : page.keyVersions()) {
            response.addKvs(keyValue(kv));
        }
        if (page.isLast()) {
            response.setMore(page.more());
            page.count().ifPresent(response::setCount);
            byte[] nextKey = page.nextKey();
            if (nextKey != null) {
                response.setNextKey(UnsafeByteOperations.unsafeWrap(nextKey));
            }
        }
        return response;
    }

    public static KeyValue keyValue(KeyVersion kv) {
        return KeyValue.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(kv.key()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setLease(kv.lease())
                .setValue(UnsafeByteOperations.unsafeWrap(kv.valueArray(), kv.valueOffset(), kv.valueLength()))
                .build();
    }

    private static RangeQuery.SortBy sortBy(RangeRequest request) {
        return switch (request.getSortTarget()) {
            case VERSION -> RangeQuery.SortBy.VERSION;
            case CREATE -> RangeQuery.SortBy.CREATE;
            case MOD -> RangeQuery.SortBy.MOD;
            case VALUE -> RangeQuery.SortBy.VALUE;
            case KEY, UNRECOGNIZED -> RangeQuery.SortBy.KEY;
        };
    }
}
