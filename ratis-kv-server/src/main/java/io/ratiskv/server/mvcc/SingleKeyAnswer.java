package io.ratiskv.server.mvcc;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A range query over one key: the commonest read, answered without a scan. */
final class SingleKeyAnswer {
    private SingleKeyAnswer() {}

    static RangePage of(RangeQuery query, @Nullable KeyVersion kv, WorkBudget budget) {
        boolean counts = query.countOnly() || query.wantCount();
        OptionalLong count = counts ? OptionalLong.of(kv == null ? 0 : 1) : OptionalLong.empty();
        if (kv == null || query.countOnly() || !query.accepts(kv)) {
            return new RangePage(List.of(), true, false, null, count);
        }
        KeyVersion answer = query.keysOnly() ? kv.withoutValue() : kv;
        budget.keep(answer.sizeBytes());
        return new RangePage(List.of(answer), true, false, null, count);
    }
}
