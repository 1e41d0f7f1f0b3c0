package io.brxsync.examples.springboot;

import io.brxsync.BrxSync;
import java.sql.Connection;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Sales of the shop's own: the shop's row, the stock and the task for CardTrader are one transaction. */
@Service
class Sales {
    private final JdbcClient database;
    private final DataSource dataSource;
    private final BrxSync brx;

    Sales(JdbcClient database, DataSource dataSource, BrxSync brx) {
        this.database = database;
        this.dataSource = dataSource;
        this.brx = brx;
    }

    /** More copies were asked for than there are. */
    static final class SoldOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOut(String product) {
            super("Not enough copies of " + product);
        }
    }

    /**
     * Sells copies of a card. The same sale again changes nothing.
     *
     * @param sale the shop's id of the sale, also the key under which stock moves only once
     * @throws SoldOut if there are not enough; nothing happened then
     */
    @Transactional
    public void sell(UUID sale, UUID seller, String product, int copies) {
        int written = database.sql("insert into shop_sales (id, seller, product, copies) values (?, ?, ?, ?)"
                        + " on conflict (id) do nothing")
                .params(sale, seller, product, copies)
                .update();
        if (written == 0) {
            return;
        }
        if (inStock(seller, product) < copies) {
            throw new SoldOut(product);
        }
        // This transaction's own connection.
        Connection connection = DataSourceUtils.getConnection(dataSource);
        Runnable publish = brx.stock().adjustStockIn(connection, seller, product, -copies, sale.toString());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                publish.run();
            }
        });
    }

    /** Locks the row to the end of the transaction, so that nobody sells the same copies meanwhile. */
    private int inStock(UUID seller, String product) {
        return database.sql("select quantity from user_inventory_items where user_id = ? and external_stock_id = ?"
                        + " for no key update")
                .params(seller, product)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }
}
