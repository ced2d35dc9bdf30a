package io.ratiskv.client.recipes;

import io.ratiskv.client.InvalidArgumentException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Keeps a holder that was overtaken from writing to a relational database.
 *
 * <pre>{@code
 * try (Connection tx = source.getConnection()) {
 *     tx.setAutoCommit(false);
 *     fences.check(tx, "orders", fence.token());
 *     ... // what only the holder may write
 *     tx.commit();
 * }
 * }</pre>
 *
 * <p><b>Guarantee.</b> Of transactions that check the same resource, none commits after one with a greater token has: the
 * check writes the resource's row, so that the database lets them through one at a time, and the later one sees what the
 * earlier one wrote.
 *
 * <p><b>If the holder pauses</b> before its commit, another one with a greater token waits for the row until the database
 * ends the first transaction; if it pauses before its check, it is refused.
 *
 * <p><b>Layout.</b> A table of {@code resource varchar(255) primary key} and {@code newest bigint}, one row for each resource:
 * {@link #createTable}. Works at READ COMMITTED and above; at higher levels the database may refuse the later of two
 * transactions itself, with an {@link SQLException}.
 *
 * <p>Immutable; connections stay the caller's.
 */
public final class JdbcFence {
    /** Longest name of a resource. */
    public static final int RESOURCE_MAX = 255;

    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

    private final String table;

    private JdbcFence(String table) {
        this.table = table;
    }

    /** @param table its name, perhaps with a schema: letters, digits, underscores */
    public static JdbcFence inTable(String table) {
        if (!TABLE.matcher(table).matches()) {
            throw new InvalidArgumentException("table", "'" + table + "' is no name of a table");
        }
        return new JdbcFence(table);
    }

    /** Makes the table if there is none. */
    public void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (resource VARCHAR(" + RESOURCE_MAX
                    + ") PRIMARY KEY, newest BIGINT NOT NULL)");
        }
    }

    /**
     * To be called in the transaction that writes, before it writes.
     *
     * @throws StaleFenceException if a greater token was seen; roll back
     * @throws SQLException also if two transactions name the resource for the first time at once; roll back, try again
     * @throws IllegalStateException if the connection commits by itself: the check would protect nothing
     */
    public void check(Connection transaction, String resource, long token) throws SQLException {
        if (transaction.getAutoCommit()) {
            throw new IllegalStateException("the check of a fence must be part of a transaction; auto-commit is on");
        }
        if (resource.isEmpty() || resource.length() > RESOURCE_MAX) {
            throw new InvalidArgumentException(
                    "resource", "must have 1 to " + RESOURCE_MAX + " characters, has " + resource.length());
        }
        if (raised(transaction, resource, token)) {
            return;
        }
        OptionalLong newest = newest(transaction, resource);
        if (newest.isPresent()) {
            throw new StaleFenceException(resource, token, newest.getAsLong());
        }
        insert(transaction, resource, token);
    }

    private boolean raised(Connection transaction, String resource, long token) throws SQLException {
        String sql = "UPDATE " + table + " SET newest = ? WHERE resource = ? AND newest <= ?";
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            update.setLong(1, token);
            update.setString(2, resource);
            update.setLong(3, token);
            return update.executeUpdate() == 1;
        }
    }

    /** The greatest token seen; empty if there was none. */
    public OptionalLong newest(Connection connection, String resource) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT newest FROM " + table + " WHERE resource = ?")) {
            select.setString(1, resource);
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private void insert(Connection transaction, String resource, long token) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO " + table + " (resource, newest) VALUES (?, ?)")) {
            insert.setString(1, resource);
            insert.setLong(2, token);
            insert.executeUpdate();
        }
    }
}
