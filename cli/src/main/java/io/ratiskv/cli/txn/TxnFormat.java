package io.ratiskv.cli.txn;

import io.ratiskv.cli.text.Quoting;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Delete;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import java.util.List;
import java.util.Locale;

/** Writes a transaction in the language of {@link TxnParser}, on one line: for {@code kvctl txn --dry-run}. */
public final class TxnFormat {
    private TxnFormat() {}

    public static String format(Txn txn) {
        StringBuilder out = new StringBuilder();
        append(txn, out);
        return out.toString().strip();
    }

    private static void append(Txn txn, StringBuilder out) {
        out.append("if ");
        String separator = "";
        for (Compare compare : txn.compares()) {
            out.append(separator);
            append(compare, out);
            separator = "; ";
        }
        branch(" then ", txn.success(), out);
        branch(" else ", txn.failure(), out);
    }

    private static void branch(String keyword, List<Op> steps, StringBuilder out) {
        if (steps.isEmpty()) {
            return;
        }
        out.append(keyword);
        String separator = "";
        for (Op step : steps) {
            out.append(separator);
            append(step, out);
            separator = "; ";
        }
    }

    private static void append(Compare compare, StringBuilder out) {
        boolean ofValue = compare.target() == Compare.Target.VALUE;
        out.append(
                switch (compare.target()) {
                    case VERSION -> "version";
                    case CREATE_REVISION -> "create";
                    case MOD_REVISION -> "mod";
                    case VALUE -> "value";
                    case LEASE -> "lease";
                });
        out.append(' ').append(keys(compare.keys()));
        out.append(
                switch (compare.relation()) {
                    case EQUAL -> " = ";
                    case NOT_EQUAL -> " != ";
                    case LESS -> " < ";
                    case GREATER -> " > ";
                });
        out.append(ofValue ? Quoting.quote(compare.value()) : Long.toString(compare.number()));
    }

    private static void append(Op step, StringBuilder out) {
        if (step instanceof Put put) {
            out.append(put.keepsValue() ? "touch " : "put ").append(Quoting.quote(put.key()));
            out.append(put.keepsValue() ? "" : " " + Quoting.quote(put.value()));
            out.append(put.wantsPrevious() ? " prev" : "");
        } else if (step instanceof Delete delete) {
            out.append("del ").append(keys(delete.range())).append(delete.wantsPrevious() ? " prev" : "");
        } else if (step instanceof Range range) {
            append(range, out);
        } else if (step instanceof Txn nested) {
            append(nested, out);
            out.append(" end");
        }
    }

    private static void append(Range range, StringBuilder out) {
        out.append("get ").append(keys(range.keys()));
        out.append(range.limit() == 0 ? "" : " limit " + range.limit());
        out.append(range.revision() == 0 ? "" : " rev " + range.revision());
        if (!range.order().equals(Range.Order.BY_KEY)) {
            String by = range.order().by().name().toLowerCase(Locale.ROOT).replace("_revision", "");
            out.append(range.order().descending() ? " order desc " : " order ").append(by);
        }
        out.append(range.keysOnly() ? " keys-only" : "");
        out.append(range.countOnly() ? " count-only" : "");
        out.append(range.wantsCount() ? " count" : "");
        bounds(" modified ", range.minModRevision(), range.maxModRevision(), out);
        bounds(" created ", range.minCreateRevision(), range.maxCreateRevision(), out);
    }

    private static void bounds(String keyword, long min, long max, StringBuilder out) {
        if (min != 0 || max != 0) {
            out.append(keyword).append(min).append(' ').append(max);
        }
    }

    private static String keys(KeyRange keys) {
        if (keys.isSingleKey()) {
            return Quoting.quote(keys.start());
        }
        if (keys.equals(KeyRange.all())) {
            return "all";
        }
        if (keys.isOpenEnded()) {
            return "from " + Quoting.quote(keys.start());
        }
        return "between " + Quoting.quote(keys.start()) + ' ' + Quoting.quote(keys.end());
    }
}
