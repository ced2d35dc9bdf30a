package io.ratiskv.jepsen.checker;

/** What can be wrong with transactions; words of Adya, "Weak consistency" (1999), and of Elle (2020). */
public enum Anomaly {
    /** A transaction does not see its own writes, or two answers to the same question. */
    INTERNAL("internal"),
    /** A read found what a transaction wrote that claimed not to have happened. */
    G1A("G1a"),
    /** A read found what its writer itself wrote over. */
    G1B("G1b"),
    /** A read found what nobody wrote. */
    PHANTOM("phantom"),
    /** A list holds an element twice. */
    DUPLICATE_ELEMENTS("duplicate-elements"),
    /** Two reads of a list of which neither begins with the other. */
    INCOMPATIBLE_ORDER("incompatible-order"),
    /** Two transactions wrote over the same version that both had read. */
    LOST_UPDATE("lost-update"),
    /** What a failed transaction wrote was written over by one that went through. */
    DIRTY_UPDATE("dirty-update"),
    /** A cycle of writes over writes. */
    G0("G0"),
    /** A cycle of writes over writes and reads of writes. */
    G1C("G1c"),
    /** A cycle with one read of what was then written over. */
    G_SINGLE("G-single"),
    /** A cycle with several. */
    G2_ITEM("G2-item");

    private final String label;

    Anomaly(String label) {
        this.label = label;
    }

    /** The field's word. A cycle that needs the order of a process or of real time has {@code -process}, {@code -realtime} behind. */
    public String label() {
        return label;
    }
}
