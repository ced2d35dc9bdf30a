package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.RowSink;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "range",
        description = "Reads keys in order, all of one revision, page by page.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl range country/ --prefix                 every key that begins with country/",
            "  kvctl range country/A country/C               from country/A up to, without, country/C",
            "  kvctl range country/ --prefix --count-only    how many",
            "  kvctl range --all --order mod --desc --limit 5   the five that were written last",
            "  kvctl range --all --min-mod-revision 17       what was written since revision 17",
            "  kvctl range country/ --prefix -o json | jq '.kvs[].key'"
        })
final class RangeCommand implements Callable<Integer> {
    /** What may be typed behind --order. */
    enum Order {
        KEY,
        VERSION,
        CREATE,
        MOD,
        VALUE
    }

    private final Session session;

    @Mixin
    private KeySelection keys = new KeySelection();

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys.")
    private long limit;

    @Option(
            names = "--order",
            paramLabel = "BY",
            description = "key (default), version, create, mod or value. All but key are sorted in a member's memory.")
    private Order order = Order.KEY;

    @Option(names = "--desc", description = "The greatest first.")
    private boolean descending;

    @Option(names = "--keys-only", description = "Without the values.")
    private boolean keysOnly;

    @Option(names = "--count-only", description = "Only how many keys there are.")
    private boolean countOnly;

    @Option(names = "--min-mod-revision", paramLabel = "N", description = "Only keys written at N or later.")
    private long minMod;

    @Option(names = "--max-mod-revision", paramLabel = "N", description = "Only keys last written at N or earlier.")
    private long maxMod;

    @Option(names = "--min-create-revision", paramLabel = "N", description = "Only keys created at N or later.")
    private long minCreate;

    @Option(names = "--max-create-revision", paramLabel = "N", description = "Only keys created at N or earlier.")
    private long maxCreate;

    RangeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Range range = range();
        try (KvClient db = session.connect()) {
            if (countOnly) {
                count(db.range(range.withCountOnly()));
            } else if (range.order().equals(Range.Order.BY_KEY)) {
                show(db.pages(range));
            } else {
                show(List.of(db.range(range)).iterator());
            }
            return ExitCode.OK;
        }
    }

    private Range range() {
        if (limit < 0 || minMod < 0 || maxMod < 0 || minCreate < 0 || maxCreate < 0) {
            throw new UsageException("limits and revisions are not negative");
        }
        Range.SortBy by = switch (order) {
            case KEY -> Range.SortBy.KEY;
            case VERSION -> Range.SortBy.VERSION;
            case CREATE -> Range.SortBy.CREATE_REVISION;
            case MOD -> Range.SortBy.MOD_REVISION;
            case VALUE -> Range.SortBy.VALUE;
        };
        Range range = Range.of(keys.range(encoding, false))
                .limit(limit)
                .order(new Range.Order(by, descending))
                .modifiedBetween(minMod, maxMod)
                .createdBetween(minCreate, maxCreate);
        return read.apply(keysOnly ? range.withKeysOnly() : range);
    }

    private void count(RangeResult result) {
        long count = result.count().orElse(0);
        Row row = new Row().number("count", count).number("revision", result.revision());
        session.output(Format.SIMPLE).one(row, Long.toString(count));
    }

    private void show(Iterator<RangeResult> pages) {
        Output output = session.output(Format.SIMPLE);
        RowSink rows = output.rows("kvs");
        RangeResult last = null;
        // A reader that went away, such as 'head', ends the reading.
        while (pages.hasNext() && !session.console().out().checkError()) {
            last = pages.next();
            last.entries()
                    .forEach(entry -> rows.row(KvRows.row(entry, encoding.encoding(), output.format(), !keysOnly)));
        }
        Row about = new Row();
        if (last != null) {
            about.number("revision", last.revision()).flag("more", last.more());
            last.nextKey().ifPresent(next -> about.bytes("nextKey", next, encoding.encoding()));
        }
        rows.end(about);
        if (last != null && last.more() && output.format() != Format.JSON) {
            noteMore(last);
        }
    }

    private void noteMore(RangeResult last) {
        session.console()
                .note("there are more keys"
                        + last.nextKey()
                                .map(next ->
                                        "; the next is " + encoding.encoding().encode(next) + " (--rev "
                                                + last.revision() + " reads on in the same state)")
                                .orElse(""));
    }
}
