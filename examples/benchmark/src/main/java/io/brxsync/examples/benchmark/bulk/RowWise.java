package io.brxsync.examples.benchmark.bulk;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.CallOptions;
import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Marketplace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * As an ORM does it: every product is selected by its key, then inserted or, with all its values and a new time, updated;
 * a commit for every chunk. Plain JDBC with prepared statements, so without what an ORM itself costs; the export is parsed
 * by brx-sync.
 */
final class RowWise implements Way {
    private static final int CHUNK = 500;
    private static final String SELECT =
            "select id, quantity, price_cents, properties, description, user_data_field, graded"
                    + " from user_inventory_items where user_id = ? and blueprint_id = ? and external_stock_id = ?";
    private static final String INSERT =
            "insert into user_inventory_items (quantity, price_cents, properties, description,"
                    + " user_data_field, graded, user_id, blueprint_id, external_stock_id)"
                    + " values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?) returning id";
    private static final String UPDATE = "update user_inventory_items set quantity = ?, price_cents = ?,"
            + " properties = ?::jsonb, description = ?, user_data_field = ?, graded = ?, updated_at = now() where id = ?";

    private final BrxSync brx;
    private final Connections connections;
    private final int threads;

    RowWise(Map<String, String> environment, int threads) {
        this.brx = BrxSync.open(BrxConfig.from(environment));
        this.connections = new Connections(environment.get(Ways.JDBC_URL));
        this.threads = threads;
    }

    @Override
    public long load(List<UUID> users) throws Exception {
        Marketplace marketplace = brx.marketplace().with(CallOptions.ORDINARY.waitingUpTo(Duration.ofMinutes(1)));
        long took = Ways.each(
                users,
                threads,
                user -> connections.lend(connection -> {
                    try (Upserts upserts = new Upserts(connection, user)) {
                        marketplace.export(brx.store().accounts().seller(user), new ExportFilter.Everything(), upserts);
                    }
                }));
        connections.tellWrites();
        return took;
    }

    @Override
    public void close() {
        connections.close();
        brx.close();
    }

    /** Of one seller; for one thread. */
    private static final class Upserts implements ExportSink, AutoCloseable {
        private final Connection connection;
        private final UUID user;
        private final PreparedStatement select;
        private final PreparedStatement insert;
        private final PreparedStatement update;
        private int written;

        Upserts(Connection connection, UUID user) throws SQLException {
            this.connection = connection;
            this.user = user;
            connection.setAutoCommit(false);
            this.select = connection.prepareStatement(SELECT);
            this.insert = connection.prepareStatement(INSERT);
            this.update = connection.prepareStatement(UPDATE);
        }

        @Override
        public void product(ExportedProduct product) {
            try {
                upsert(product);
                if (++written % CHUNK == 0) {
                    connection.commit();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void broken(long row, String reason) {
            throw new IllegalStateException("row " + row + ": " + reason);
        }

        private void upsert(ExportedProduct product) throws SQLException {
            String id = Long.toString(product.id());
            select.setObject(1, user);
            select.setInt(2, product.blueprintId());
            select.setString(3, id);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    values(update, product);
                    update.setLong(7, row.getLong(1));
                    update.executeUpdate();
                    return;
                }
            }
            values(insert, product);
            insert.setObject(7, user);
            insert.setInt(8, product.blueprintId());
            insert.setString(9, id);
            insert.executeQuery().close();
        }

        private static void values(PreparedStatement statement, ExportedProduct product) throws SQLException {
            ExportedProduct.Details details = product.details();
            statement.setInt(1, product.quantity());
            statement.setInt(2, product.priceCents());
            statement.setString(3, details.properties());
            statement.setString(4, details.description());
            statement.setString(5, details.userDataField());
            statement.setObject(6, details.graded(), Types.BOOLEAN);
        }

        @Override
        public void close() throws SQLException {
            connection.commit();
            connection.setAutoCommit(true);
            select.close();
            insert.close();
            update.close();
        }
    }
}
