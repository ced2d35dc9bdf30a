package io.ratiskv.client;

/**
 * What a transaction does. Runs once for every attempt, so it must have no effect but through the transaction.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface TransactionBody<T> {
    T run(Transaction tx);
}
