package io.brxsync.cardtrader;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SaleOptions;
import io.brxsync.examples.simulator.SimulatedOrder;
import io.brxsync.port.Order;
import io.brxsync.port.OrderQuery;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private Rig rig;
    private final List<SimulatedOrder> sold = new ArrayList<>();

    @BeforeEach
    void sell() {
        rig = new Rig(30);
        List<Product> products = rig.account.inventory().list();
        for (int i = 0; i < 7; i++) {
            SaleOptions how = i % 2 == 0 ? SaleOptions.direct() : SaleOptions.viaZero();
            sold.add(rig.account.orders().sell(products.get(i).id(), 1, how));
        }
        rig.account.orders().buy(products.get(0).blueprint().id(), 1);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private List<Order> orders(OrderQuery query) {
        return rig.client().orders(rig.seller, query);
    }

    @Test
    void salesArePagedByTheirIdsWithoutPurchases() {
        List<Order> all = new ArrayList<>();
        OrderQuery query = OrderQuery.after(0, 3);
        for (List<Order> page = orders(query); !page.isEmpty(); page = orders(query)) {
            all.addAll(page);
            query = query.nextPage();
        }

        assertThat(all)
                .extracting(Order::id)
                .containsExactlyElementsOf(sold.stream().map(SimulatedOrder::id).toList());
        assertThat(all).allMatch(Order::sale);
        assertThat(all.get(1).viaZero()).isTrue();
        assertThat(all.get(1).items()).singleElement().satisfies(item -> {
            assertThat(item.hubOrderId()).isEqualTo(all.get(1).id());
            assertThat(item.productId())
                    .isEqualTo(sold.get(1).lines().get(0).product().id());
            assertThat(item.live()).isEqualTo(1);
            assertThat(item.createdAt()).isNotNull();
        });
    }

    @Test
    void queriesNarrowTheList() {
        assertThat(orders(OrderQuery.newest()))
                .extracting(Order::id)
                .containsExactly(sold.get(6).id());
        assertThat(orders(OrderQuery.only(sold.get(2).id())))
                .extracting(Order::id)
                .containsExactly(sold.get(2).id());
        assertThat(orders(OrderQuery.after(sold.get(4).id(), 50))).hasSize(2);
        assertThat(orders(OrderQuery.inState("hub_pending", 50))).hasSize(3);
        assertThat(orders(OrderQuery.only(1))).isEmpty();
        LocalDate day = sold.get(0).moments().created().atOffset(ZoneOffset.UTC).toLocalDate();
        assertThat(orders(OrderQuery.placedFrom(day, 50))).hasSize(7);
        assertThat(orders(OrderQuery.placedFrom(day.plusDays(2), 50))).isEmpty();
    }
}
