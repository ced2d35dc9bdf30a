package io.ratiskv.jepsen.peers;

import java.util.Locale;

/** Ratios in words. */
final class Ratios {
    private Ratios() {}

    /** {@code 12x}, {@code 1.5x}, {@code 0.17x}. */
    static String times(double ratio) {
        String form = ratio >= 100 ? "%.0f" : ratio >= 10 ? "%.1f" : "%.2f";
        String digits = String.format(Locale.ROOT, form, ratio);
        if (digits.contains(".")) {
            digits = digits.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return digits + "x";
    }
}
