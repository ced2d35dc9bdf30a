package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.InvalidArgumentException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcFenceTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url = "jdbc:h2:mem:fences" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
    private final JdbcFence fences = JdbcFence.inTable("fences");
    private Connection keepsItOpen;

    @BeforeEach
    void make_tables() throws SQLException {
        keepsItOpen = DriverManager.getConnection(url);
        fences.createTable(keepsItOpen);
        fences.createTable(keepsItOpen);
        execute(keepsItOpen, "CREATE TABLE stock (item VARCHAR(10) PRIMARY KEY, left_over INT)");
        execute(keepsItOpen, "INSERT INTO stock VALUES ('apples', 10)");
    }

    @AfterEach
    void close() throws SQLException {
        execute(keepsItOpen, "SHUTDOWN");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection transaction() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }

    private void sell(long token) throws SQLException {
        try (Connection tx = transaction()) {
            fences.check(tx, "stock", token);
            execute(tx, "UPDATE stock SET left_over = left_over - 1");
            tx.commit();
        }
    }

    private int apples() throws SQLException {
        try (Statement statement = keepsItOpen.createStatement();
                ResultSet found = statement.executeQuery("SELECT left_over FROM stock")) {
            found.next();
            return found.getInt(1);
        }
    }

    @Test
    void a_holder_that_was_overtaken_writes_nothing() throws SQLException {
        sell(5);
        sell(5);
        sell(9);
        assertThatThrownBy(() -> sell(5)).isInstanceOfSatisfying(StaleFenceException.class, e -> {
            assertThat(e).hasMessage("fence 5 of 'stock' is stale: 9 was seen");
            assertThat(e.resource()).isEqualTo("stock");
            assertThat(e.token()).isEqualTo(5);
            assertThat(e.newest()).isEqualTo(9);
        });
        assertThat(apples()).isEqualTo(7);
        assertThat(fences.newest(keepsItOpen, "stock")).hasValue(9);
        assertThat(fences.newest(keepsItOpen, "other")).isEmpty();
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_its_fence_unseen() throws SQLException {
        sell(5);
        try (Connection tx = transaction()) {
            fences.check(tx, "stock", 9);
            tx.rollback();
        }
        sell(5);
        assertThat(apples()).isEqualTo(8);
    }

    @Test
    void the_older_one_waits_for_the_younger_ones_transaction_and_is_refused() throws Exception {
        sell(5);
        try (Connection tx = transaction()) {
            fences.check(tx, "stock", 9);
            CompletableFuture<Boolean> old = Elsewhere.run(() -> {
                sell(5);
                return true;
            });
            execute(tx, "UPDATE stock SET left_over = left_over - 1");
            assertThat(old).isNotDone();
            tx.commit();
            assertThatThrownBy(old::join).hasCauseInstanceOf(StaleFenceException.class);
        }
        assertThat(apples()).isEqualTo(8);
    }

    @Test
    void two_that_name_a_resource_for_the_first_time_do_not_both_commit_unseen() throws Exception {
        try (Connection tx = transaction()) {
            fences.check(tx, "stock", 9);
            CompletableFuture<Boolean> other = Elsewhere.run(() -> {
                sell(5);
                return true;
            });
            tx.commit();
            assertThatThrownBy(other::join).cause().isInstanceOfAny(StaleFenceException.class, SQLException.class);
        }
        sell(9);
        assertThat(apples()).isEqualTo(9);
    }

    @Test
    void a_check_outside_of_a_transaction_would_protect_nothing_and_says_so() {
        assertThatThrownBy(() -> fences.check(keepsItOpen, "stock", 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("auto-commit");
    }

    @Test
    void names_are_checked() throws SQLException {
        assertThatThrownBy(() -> JdbcFence.inTable("fences; drop table stock"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(JdbcFence.inTable("public.fences").newest(keepsItOpen, "stock"))
                .isEmpty();
        try (Connection tx = transaction()) {
            assertThatThrownBy(() -> fences.check(tx, "", 5)).hasMessageContaining("resource");
        }
    }
}
