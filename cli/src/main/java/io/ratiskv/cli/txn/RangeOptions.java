package io.ratiskv.cli.txn;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Range;

/** What may stand behind the keys of a {@code get}. */
final class RangeOptions {
    private RangeOptions() {}

    static Range read(TxnParser parser, KeyRange keys) throws TxnSyntaxException {
        Range range = Range.of(keys);
        while (true) {
            if (parser.take("limit")) {
                range = range.limit(parser.number());
            } else if (parser.take("rev")) {
                range = range.atRevision(parser.number());
            } else if (parser.take("order")) {
                range = range.order(order(parser));
            } else if (parser.take("keys-only")) {
                range = range.withKeysOnly();
            } else if (parser.take("count-only")) {
                range = range.withCountOnly();
            } else if (parser.take("count")) {
                range = range.withCount();
            } else if (parser.take("modified")) {
                range = range.modifiedBetween(parser.number(), parser.number());
            } else if (parser.take("created")) {
                range = range.createdBetween(parser.number(), parser.number());
            } else {
                return range;
            }
        }
    }

    private static Range.Order order(TxnParser parser) throws TxnSyntaxException {
        boolean descending = parser.take("desc");
        Token by = parser.next();
        return new Range.Order(
                switch (by.text()) {
                    case "key" -> Range.SortBy.KEY;
                    case "version" -> Range.SortBy.VERSION;
                    case "create" -> Range.SortBy.CREATE_REVISION;
                    case "mod" -> Range.SortBy.MOD_REVISION;
                    case "value" -> Range.SortBy.VALUE;
                    default -> throw TxnParser.expected(by, "'key', 'version', 'create', 'mod' or 'value'");
                },
                descending);
    }
}
