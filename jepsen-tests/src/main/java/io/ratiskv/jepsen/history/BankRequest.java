package io.ratiskv.jepsen.history;

/** What is asked of a bank. The answer is the balance of each account that a read found; empty for a transfer. */
public sealed interface BankRequest {
    /**
     * Moves money, or fails if there is too little of it.
     *
     * @param from account
     * @param to account
     * @param amount above zero
     */
    record Transfer(String from, String to, long amount) implements BankRequest {}

    /** Asks for all balances in one read. */
    record ReadAll() implements BankRequest {}
}
