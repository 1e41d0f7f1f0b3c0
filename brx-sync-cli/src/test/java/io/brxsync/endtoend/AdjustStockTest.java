package io.brxsync.endtoend;

import static io.brxsync.endtoend.OutboundShop.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedOrder;
import io.brxsync.port.Operation;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.SyncTask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sales of the own marketplace reach CardTrader exactly once, whatever happens on the way. */
@Timeout(120)
class AdjustStockTest {
    private OutboundShop shop;

    @BeforeEach
    void open() throws Exception {
        shop = new OutboundShop(40).open();
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private State state() {
        return shop.changes().get(0).state();
    }

    @Test
    void aSaleMovesMirrorLedgerAndCardTrader() throws Exception {
        Product product = shop.product(3);
        Operation operation = shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -2, "sale-1"));

        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 2);
        assertThat(shop.mirrored(product)).isEqualTo(product.quantity() - 2);
        assertThat(state()).isEqualTo(State.DONE);
        assertThat(shop.single("select cause || ' ' || delta || ' ' || quantity_after || ' ' || reference"
                        + " from stock_movements where user_id = ?"))
                .isEqualTo("adjustment -2 " + (product.quantity() - 2) + " key:sale-1");
        shop.becomesQuietAndEqual();
    }

    @Test
    void theSameKeyMovesNothingASecondTime() throws Exception {
        Product product = shop.product(5);
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "once"));
        assertThat(shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "once"))
                        .status())
                .isEqualTo(Operation.Status.COMPLETED);
        shop.end(shop.brx.enqueue(new SyncTask.AdjustStock(shop.user, id(product), -1, "once")));

        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 1);
        assertThat(shop.mirrored(product)).isEqualTo(product.quantity() - 1);
        assertThat(shop.simulator.requests().of("POST /products/:id/increment")).isEqualTo(1);
        assertThatThrownBy(() -> shop.brx.stock().adjustStock(shop.user, id(product), -2, "once"))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.REJECTED))
                .hasMessageContaining("once");
        assertThat(shop.mirrored(product)).isEqualTo(product.quantity() - 1);
    }

    @Test
    void aPlainTaskDoesTheSame() throws Exception {
        Product product = shop.product(2);
        shop.end(shop.brx.enqueue(new SyncTask.AdjustStock(shop.user, id(product), 4, "restock")));
        assertThat(shop.listed(product)).isEqualTo(product.quantity() + 4);
        shop.becomesQuietAndEqual();
    }

    @Test
    void itLivesAndDiesWithTheCallersTransaction() throws Exception {
        Product product = shop.product(2);
        shop.connection.setAutoCommit(false);
        shop.brx.stock().adjustStockIn(shop.connection, shop.user, id(product), -1, "rolled back");
        shop.connection.rollback();
        assertThat(shop.changes()).isEmpty();
        assertThat(shop.mirrored(product)).isEqualTo(product.quantity());

        Runnable push = shop.brx.stock().adjustStockIn(shop.connection, shop.user, id(product), -1, "kept");
        shop.connection.commit();
        shop.connection.setAutoCommit(true);
        push.run();
        shop.await(() -> shop.listed(product) == product.quantity() - 1, "the sale");
        shop.becomesQuietAndEqual();
    }

    @Test
    void theLastCardIsDelistedOnBothSides() throws Exception {
        Product product = shop.product(1);
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -product.quantity(), "last"));
        assertThat(shop.account.inventory().find(product.id())).isEmpty();
        shop.becomesQuietAndEqual();
    }

    @Test
    void aSaleBeyondTheStockIsAFactAndGoesOut() throws Exception {
        Product product = shop.product(1);
        int sold = product.quantity() + 2;
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -sold, "too many"));
        assertThat(shop.account.inventory().find(product.id())).isEmpty();
        assertThat(shop.mirrored(product)).isZero();
        assertThat(shop.single("select detail from stock_movements where user_id = ?"))
                .contains("sold more than there was");
    }

    @Test
    void whatCardTraderSoldMeanwhileIsShownForReview() throws Exception {
        Product product = shop.product(1);
        shop.account.inventory().remove(product.id());
        Operation operation = shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "sold there too"));
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(operation.progress().message()).contains("review").contains("sold there too");
        assertThat(state()).isEqualTo(State.REVIEW);
        shop.becomesQuietAndEqual();
    }

    @Test
    void aProductNobodyKnowsIsRefusedAtOnce() {
        assertThatThrownBy(() -> shop.brx.stock().adjustStock(shop.user, "1", -1, "k"))
                .hasMessageContaining("resync");
        assertThatThrownBy(() -> shop.brx.stock().adjustStock(shop.user, "abc", -1, "k"))
                .hasMessageContaining("number");
        assertThat(shop.changes()).isEmpty();
        assertThat(shop.brx.store().operations().latest(shop.user, 5))
                .noneMatch(operation -> operation.type().equals("adjust_stock"));
    }

    static Stream<Fault> withoutAnAnswer() {
        return Stream.of(
                Fault.resetAfterApplied(),
                Fault.htmlAfterApplied(502),
                Fault.reset(),
                Fault.html(500),
                Fault.truncated(20),
                Fault.json(200, "{\"result\":\"error\"}"));
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void anIncrementWithoutAnAnswerIsLookedUpAndMadeOnce(Fault fault) throws Exception {
        Product product = shop.product(4);
        shop.simulator.faults().next(fault, shop.increments(), 1);
        Operation operation = shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -3, "doubtful"));
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 3);
        shop.becomesQuietAndEqual();
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void severalIncrementsOfAProductWithoutAnAnswerAreMadeOnceEach(Fault fault) throws Exception {
        Product product = shop.product(6);
        shop.simulator.faults().next(fault, shop.increments(), 3);
        List<Enqueued> sales = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            sales.add(shop.brx.stock().adjustStock(shop.user, id(product), -i, "doubtful-" + i));
        }
        for (Enqueued sale : sales) {
            assertThat(shop.end(sale).status()).isEqualTo(Operation.Status.COMPLETED);
        }
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 6);
        shop.becomesQuietAndEqual();
    }

    static Stream<Fault> certainlyNotMade() {
        return Stream.of(Fault.tooManyRequests(1), Fault.json(408, "{}"));
    }

    @ParameterizedTest
    @MethodSource("certainlyNotMade")
    void whatWasCertainlyNotMadeIsSentAgain(Fault fault) throws Exception {
        Product product = shop.product(4);
        shop.simulator.faults().next(fault, shop.increments(), 1);
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "again"));
        assertThat(state()).isEqualTo(State.DONE);
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 1);
        assertThat(shop.simulator.requests().of("GET /products/export")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "sent", "done"})
    void aSaleAtCardTraderBeforeTheFirstPollIsNotTakenForTheOwnOne(String state) throws Exception {
        Product product = shop.product(6);
        shop.exportWasAnHourAgo();
        SimulatedOrder order = shop.account.orders().sell(product.id(), 3); // no webhook tells of it
        if (!state.equals(order.state())) {
            shop.account.orders().transition(order.id(), state);
        }
        shop.simulator.faults().next(Fault.reset(), shop.increments(), 1);
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -3, "doubtful"));
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 6);
        shop.becomesQuietAndEqual();
    }

    @Test
    void aMirrorThatWasNeverReadFromCardTraderProvesNothing() throws Exception {
        Product product = shop.product(6);
        shop.forgetReads();
        shop.simulator.faults().next(Fault.resetAfterApplied(), shop.increments(), 1);
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -3, "doubtful"));
        assertThat(state()).isEqualTo(State.REVIEW);
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 3);
    }

    @Test
    void whatCannotBeDecidedIsNotGuessed() throws Exception {
        Product product = shop.product(4);
        shop.simulator.faults().next(Fault.resetAfterApplied(), shop.increments(), 1);
        // Somebody changes the quantity by hand, which no order explains.
        shop.account.inventory().update(product.id(), old -> old.withQuantity(old.quantity() + 50));
        Operation operation = shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "unclear"));
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(operation.progress().message()).contains("review").contains("without an answer");
        assertThat(state()).isEqualTo(State.REVIEW);
        assertThat(shop.simulator.requests().of("POST /products/:id/increment")).isEqualTo(1);
        shop.becomesQuietAndEqual();
    }
}
