package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.SimulatedOrder.Kind;
import io.brxsync.examples.simulator.SimulatedOrder.Moments;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one account: others buy here, and what is done to an order here is done by others or in
 * CardTrader's own pages, so that it is announced by a webhook. Stock has already changed when a webhook leaves.
 * Thread-safe; every method is atomic.
 */
public final class Orders {
    private final Inventory inventory;
    private final Catalogue catalogue;
    private final OrderIds ids;
    private final Clock clock;
    private final OrderJson json;
    private final Webhooks webhooks;
    // Guarded by this.
    private final TreeMap<Long, SimulatedOrder> orders = new TreeMap<>();

    Orders(Inventory inventory, Catalogue catalogue, OrderIds ids, Clock clock, OrderJson json, Webhooks webhooks) {
        this.inventory = inventory;
        this.catalogue = catalogue;
        this.ids = ids;
        this.clock = clock;
        this.json = json;
        this.webhooks = webhooks;
    }

    /** Somebody buys directly. */
    public SimulatedOrder sell(long productId, int quantity) {
        return sell(productId, quantity, SaleOptions.direct());
    }

    /**
     * Somebody buys lots of one listing, which shrinks or disappears at once.
     *
     * @throws IllegalArgumentException when the listing does not hold as many
     */
    public SimulatedOrder sell(long productId, int quantity, SaleOptions options) {
        return sell(Map.of(productId, quantity), options);
    }

    /** Somebody buys from several listings, lots by product id. */
    public synchronized SimulatedOrder sell(Map<Long, Integer> lots, SaleOptions options) {
        Instant now = clock.instant();
        long orderId = ids.nextOrder();
        Long hubId = options.zero() ? Long.valueOf(options.presale() ? orderId - 1_000_000 : orderId) : null;
        List<OrderLine> lines = new ArrayList<>();
        new TreeMap<>(lots).forEach((productId, quantity) -> {
            Product sold = options.test() ? present(productId) : inventory.take(productId, quantity);
            int perLine = options.splitLines() ? 1 : quantity;
            for (int left = quantity; left > 0; left -= perLine) {
                lines.add(new OrderLine(ids.nextLine(), hubId, sold, perLine, now, null, 0));
            }
        });
        Kind kind = new Kind(true, options.zero(), options.presale(), options.test());
        return created(orderId, kind, options.firstState(), now, lines, List.of());
    }

    /** The account itself buys something: an order that is not a sale. It is listed, but no webhook tells of it. */
    public synchronized SimulatedOrder buy(int blueprintId, int quantity) {
        Blueprint blueprint = catalogue
                .blueprint(blueprintId)
                .orElseThrow(() -> new IllegalArgumentException("no blueprint " + blueprintId));
        Instant now = clock.instant();
        Product bought = new Product(
                inventory.nextId(),
                blueprint,
                new Product.Stock(quantity, 1, 250),
                inventory.pool().of(Inventory.defaults(blueprint)),
                Product.Labels.NONE);
        OrderLine line = new OrderLine(ids.nextLine(), null, bought, quantity, now, null, 0);
        SimulatedOrder order =
                order(ids.nextOrder(), new Kind(false, false, false, false), "paid", now, List.of(line), List.of());
        orders.put(order.id(), order);
        return order;
    }

    /** Moves an order into any state, known or not, and announces it. Changes no listing. */
    public SimulatedOrder transition(long orderId, String state) {
        return change(orderId, order -> order.reaching(state, clock.instant()));
    }

    /** Somebody asks to cancel; nothing is decided yet. */
    public SimulatedOrder requestCancel(long orderId) {
        return transition(orderId, "request_for_cancel");
    }

    /** The order is cancelled; the listings come back only when {@code relist} says so. */
    public synchronized SimulatedOrder cancel(long orderId, boolean relist) {
        SimulatedOrder order = existing(orderId);
        giveBack(order, relist);
        return transition(orderId, "canceled");
    }

    /** The parcel is lost; no listing comes back. */
    public SimulatedOrder lost(long orderId) {
        return transition(orderId, "lost");
    }

    /** Some lots of one line are cancelled: {@code cancelled_price} is no longer empty. */
    public synchronized SimulatedOrder cancelLots(long orderId, long lineId, int lots, boolean relist) {
        OrderLine line = line(existing(orderId), lineId);
        if (relist) {
            inventory.giveBack(line.product(), lots);
        }
        return changeLine(orderId, lineId, l -> l.cancelled(lots));
    }

    /** The buyer takes a line out of the order: {@code deleted_at} is set. */
    public synchronized SimulatedOrder removeLine(long orderId, long lineId, boolean relist) {
        OrderLine line = line(existing(orderId), lineId);
        if (relist) {
            inventory.giveBack(line.product(), line.quantity());
        }
        return changeLine(orderId, lineId, l -> l.deleted(clock.instant()));
    }

    /** The order ceases to exist; its webhook carries no data. */
    public synchronized void destroy(long orderId, EmptyData data, boolean relist) {
        SimulatedOrder order = existing(orderId);
        giveBack(order, relist);
        orders.remove(orderId);
        webhooks.announceDestroyed(order, data);
    }

    /**
     * The weekly closing of CardTrader Zero: the live lines of all {@code hub_pending} orders go into one new
     * paid order, every lot on a line of its own, and the old orders are closed.
     *
     * @return the new order, empty when there was nothing to merge
     */
    public synchronized Optional<SimulatedOrder> mergeZeroOrders() {
        List<SimulatedOrder> pending = orders.values().stream()
                .filter(o -> o.kind().seller() && o.kind().zero() && o.state().equals("hub_pending"))
                .toList();
        List<OrderLine> lines = new ArrayList<>();
        for (SimulatedOrder order : pending) {
            for (OrderLine line : order.lines()) {
                for (int lot = line.cancelled(); line.live() && lot < line.quantity(); lot++) {
                    lines.add(line.asLine(ids.nextLine(), 1));
                }
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<Long> merged = pending.stream().map(SimulatedOrder::id).toList();
        boolean test = pending.stream().allMatch(o -> o.kind().test());
        SimulatedOrder paid =
                created(ids.nextOrder(), new Kind(true, true, false, test), "paid", clock.instant(), lines, merged);
        merged.forEach(id -> transition(id, "closed"));
        return Optional.of(paid);
    }

    /** Announces an order once more, as it is. */
    public synchronized void announce(long orderId) {
        webhooks.announce("order.update", existing(orderId), json);
    }

    /** All orders, oldest first. */
    public synchronized List<SimulatedOrder> list() {
        return List.copyOf(orders.values());
    }

    /** One order, if it exists. */
    public synchronized Optional<SimulatedOrder> find(long orderId) {
        return Optional.ofNullable(orders.get(orderId));
    }

    /** What the seller does through the API: no webhook tells of it. */
    synchronized SimulatedOrder silently(long orderId, String state) {
        SimulatedOrder changed = existing(orderId).reaching(state, clock.instant());
        orders.put(orderId, changed);
        return changed;
    }

    /** A cancellation confirmed through the API. */
    synchronized SimulatedOrder silentlyCancelled(long orderId, boolean relist) {
        giveBack(existing(orderId), relist);
        return silently(orderId, "canceled");
    }

    OrderJson json() {
        return json;
    }

    private SimulatedOrder created(
            long id, Kind kind, String state, Instant now, List<OrderLine> lines, List<Long> merged) {
        SimulatedOrder order = order(id, kind, state, now, lines, merged);
        orders.put(id, order);
        webhooks.announce("order.create", order, json);
        return order;
    }

    private static SimulatedOrder order(
            long id, Kind kind, String state, Instant now, List<OrderLine> lines, List<Long> merged) {
        String day = LocalDate.ofInstant(now, ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
        String code = day + String.format(Locale.ROOT, "%06x", id & 0xffffff);
        Moments moments = new Moments(now, null, null, null).reaching(state, now);
        return new SimulatedOrder(id, code, kind, state, moments, lines, merged);
    }

    private synchronized SimulatedOrder change(long orderId, UnaryOperator<SimulatedOrder> change) {
        SimulatedOrder changed = change.apply(existing(orderId));
        orders.put(orderId, changed);
        if (changed.kind().seller()) {
            webhooks.announce("order.update", changed, json);
        }
        return changed;
    }

    private SimulatedOrder changeLine(long orderId, long lineId, UnaryOperator<OrderLine> change) {
        return change(
                orderId,
                order -> order.withLines(order.lines().stream()
                        .map(l -> l.id() == lineId ? change.apply(l) : l)
                        .toList()));
    }

    private void giveBack(SimulatedOrder order, boolean relist) {
        if (!relist || order.kind().test() || !order.kind().seller()) {
            return;
        }
        order.lines().stream()
                .filter(OrderLine::live)
                .sorted(Comparator.comparingLong(OrderLine::id))
                .forEach(line -> inventory.giveBack(line.product(), line.quantity() - line.cancelled()));
    }

    private Product present(long productId) {
        return inventory.find(productId).orElseThrow(() -> new IllegalArgumentException("no product " + productId));
    }

    private SimulatedOrder existing(long orderId) {
        @Nullable SimulatedOrder order = orders.get(orderId);
        if (order == null) {
            throw new IllegalArgumentException("no order " + orderId);
        }
        return order;
    }

    private static OrderLine line(SimulatedOrder order, long lineId) {
        return order.lines().stream()
                .filter(l -> l.id() == lineId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line " + lineId));
    }
}
