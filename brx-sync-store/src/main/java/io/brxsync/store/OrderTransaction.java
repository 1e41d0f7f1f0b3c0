package io.brxsync.store;

import io.brxsync.port.Fence;
import io.brxsync.port.Order;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.OrderSighting.Source;
import io.brxsync.port.StockLedger.Reread;
import io.brxsync.port.StockMovement;
import io.brxsync.port.StockMovement.Cause;
import io.brxsync.port.StockMovement.Outcome;
import io.brxsync.stock.Freshness;
import io.brxsync.stock.OrderRules;
import io.brxsync.stock.OrderRules.Verdict;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Records one sighting of an order, inside one transaction. The steps, in this order:
 *
 * <ol>
 *   <li>none by a worker that lost its claim; one sighting of an order at a time;
 *   <li>every line is judged by {@link OrderRules}, against what the ledger knew of it;
 *   <li>what was sold moves the mirror's row, unless a read of CardTrader contains it ({@link Freshness});
 *   <li>whatever neither tells is left to be read again.
 * </ol>
 */
final class OrderTransaction {
    private final Handle handle;
    private final Fence fence;
    private final UUID user;
    private final OrderSighting sighting;

    private final Set<Integer> blueprints = new HashSet<>();
    private boolean everything;
    private boolean isNew;
    private int moved;

    OrderTransaction(Handle handle, Fence fence, UUID user, OrderSighting sighting) {
        this.handle = handle;
        this.fence = fence;
        this.user = user;
        this.sighting = sighting;
    }

    /** A line as last seen. */
    private record Line(
            long item, @Nullable String product, @Nullable Integer blueprint, int live) {}

    /** The order as last seen. */
    private record Seen(String state, @Nullable Instant at) {}

    void run() {
        Fences.check(handle, fence);
        lockForUnknownProducts();
        isNew = ofOrder("note_order").execute() > 0;
        Seen before = handle.createQuery(sql("lock_order"))
                .bind("user", user)
                .bind("order", sighting.orderId())
                .map((row, context) ->
                        new Seen(row.getString("state"), instant(row.getObject("event_at", OffsetDateTime.class))))
                .one();
        Map<Long, Line> known = knownLines();
        Order order = sighting.order();
        // A poll's time is ours, a webhook's is CardTrader's.
        boolean stale =
                before.at() != null && sighting.seenAt().plus(Freshness.MARGIN).isBefore(before.at());
        if (order == null) {
            destroyed(known);
        } else {
            Set<Long> hubOrders = countedHubOrders(order);
            for (Order.Item item : inLockOrder(order)) {
                line(order, item, known.get(item.id()), stale, before.state(), hubOrders);
            }
        }
        ofOrder("update_order")
                .bind("state", order == null ? "destroyed" : clipped(order.state()))
                .bind("open", order != null && OrderRules.open(order.state()))
                .bind("seenAt", sighting.seenAt().atOffset(ZoneOffset.UTC))
                .bind("announced", sighting.source() == Source.WEBHOOK)
                .execute();
    }

    boolean isNew() {
        return isNew;
    }

    /** Lines that moved stock. */
    int moved() {
        return moved;
    }

    Reread reread() {
        return new Reread(blueprints, everything);
    }

    /**
     * A product without a row cannot be locked, and an export under way may be about to insert what was sold. Whoever knows
     * of a sale has to be seen by that merge, so the two take turns.
     */
    private void lockForUnknownProducts() {
        Order order = sighting.order();
        if (order == null) {
            return;
        }
        String[] products = order.items().stream()
                .map(Order.Item::productId)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .distinct()
                .toArray(String[]::new);
        boolean unknown = handle
                .createQuery(sql("missing_rows"))
                .bind("user", user)
                .bind("products", products)
                .mapTo(String.class)
                .stream()
                .findAny()
                .isPresent();
        if (unknown) {
            UserLock.take(handle, user);
        }
    }

    private Map<Long, Line> knownLines() {
        Map<Long, Line> lines = new HashMap<>();
        handle.createQuery(sql("known_items"))
                .bind("user", user)
                .bind("order", sighting.orderId())
                .map((row, context) -> new Line(
                        row.getLong("item_id"),
                        row.getString("external_stock_id"),
                        row.getObject("blueprint_id", Integer.class),
                        row.getInt("live")))
                .forEach(line -> lines.put(line.item(), line));
        return lines;
    }

    private Set<Long> countedHubOrders(Order order) {
        Long[] hubs = order.items().stream()
                .map(Order.Item::hubOrderId)
                .filter(hub -> hub != null && hub != order.id())
                .distinct()
                .toArray(Long[]::new);
        if (hubs.length == 0) {
            return Set.of();
        }
        return handle.createQuery(sql("hub_orders")).bind("user", user).bind("orders", hubs).mapTo(Long.class).stream()
                .collect(Collectors.toSet());
    }

    /** Two orders with the same products lock their rows in the same order. */
    private static List<Order.Item> inLockOrder(Order order) {
        return order.items().stream()
                .sorted(Comparator.comparing(Order.Item::productId, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Order.Item::id))
                .toList();
    }

    private void line(
            Order order,
            Order.Item item,
            @Nullable Line known,
            boolean stale,
            String stateBefore,
            Set<Long> hubOrders) {
        if (known != null && stale) {
            return;
        }
        Verdict verdict = OrderRules.judge(
                order,
                item,
                new OrderRules.Known(
                        known == null ? null : known.live(),
                        order.state().equals(stateBefore),
                        item.hubOrderId() != null && hubOrders.contains(item.hubOrderId())));
        if (verdict instanceof Verdict.Sold sold) {
            sold(order, item, sold.lots());
        } else if (verdict instanceof Verdict.Reread reread) {
            readAgain(
                    known == null ? Cause.ORDER : Cause.ORDER_CHANGE, product(item), item.blueprintId(), reread.why());
        }
        if (known == null || known.live() != OrderRules.lots(order, item)) {
            writeLine(order, item);
        }
    }

    private void sold(Order order, Order.Item item, int lots) {
        String product = Objects.requireNonNull(product(item));
        Optional<StockRows.Row> found = StockRows.lock(handle, user, product);
        if (found.isEmpty()) {
            readAgain(Cause.ORDER, product, item.blueprintId(), "not in the mirror");
            return;
        }
        StockRows.Row row = found.get();
        StockRows.Read read = row.read() != null ? row.read() : newestRead(row.blueprintId());
        Freshness freshness = Freshness.of(
                item.createdAt(),
                sighting.seenAt(),
                read == null ? null : read.startedAt(),
                read == null ? null : read.endedAt());
        String reference = "order:" + order.id() + ":" + item.id();
        if (freshness == Freshness.UNCLEAR && isAfterAnEdit(product, item.createdAt())) {
            freshness = Freshness.AFTER_READ;
        }
        switch (freshness) {
            case CONTAINED ->
                Movements.add(handle, entry(row, product, reference, Outcome.CONTAINED, 0, row.quantity(), null));
            case AFTER_READ -> take(row, product, reference, lots);
            case UNCLEAR ->
                readAgain(
                        Cause.ORDER,
                        product,
                        row.blueprintId(),
                        "sold while CardTrader was being read, or before it was");
        }
    }

    /**
     * Whether the quantity rests on what the seller has just set and CardTrader is about to be told, instead of on a read.
     * Within the doubt about the clocks a sale is counted: one too few is a lesser harm than a card sold twice.
     */
    private boolean isAfterAnEdit(String product, @Nullable Instant soldAt) {
        Optional<Instant> edited = handle.createQuery(sql("quantity_edited"))
                .bind("user", user)
                .bind("product", product)
                .mapTo(Instant.class)
                .findOne();
        return edited.isPresent()
                && (soldAt == null || !soldAt.plus(Freshness.MARGIN).isBefore(edited.get()));
    }

    /** Never below nothing: what is short was sold elsewhere or never there, and only the product itself tells. */
    private void take(StockRows.Row row, String product, String reference, int lots) {
        int taken = Math.min(lots, row.quantity());
        boolean enough = taken == lots;
        String detail = enough ? null : "sold " + lots + ", the mirror had " + row.quantity();
        Outcome outcome = enough ? Outcome.MOVED : Outcome.REREAD;
        if (Movements.add(handle, entry(row, product, reference, outcome, -taken, row.quantity() - taken, detail))) {
            StockRows.move(handle, row, row.quantity() - taken);
            moved++;
            if (!enough) {
                blueprints.add(row.blueprintId());
            }
        }
    }

    private StockMovement entry(
            StockRows.Row row,
            String product,
            String reference,
            Outcome outcome,
            int delta,
            int quantityAfter,
            @Nullable String detail) {
        return new StockMovement(
                user,
                product,
                row.blueprintId(),
                Cause.ORDER,
                reference,
                outcome,
                delta,
                quantityAfter,
                detail,
                fence.operationId(),
                sighting.seenAt(),
                null);
    }

    private StockRows.@Nullable Read newestRead(int blueprint) {
        return handle.createQuery(sql("newest_read"))
                .bind("user", user)
                .bind("blueprint", blueprint)
                .map((row, context) -> StockRows.Read.of(row, "started_at", "ended_at"))
                .findOne()
                .orElse(null);
    }

    /** The entry keeps exports under way from taking the product for what it was, see {@link MergeTransaction}. */
    private void readAgain(Cause cause, @Nullable String product, @Nullable Integer blueprint, String why) {
        if (blueprint == null) {
            everything = true;
        } else {
            blueprints.add(blueprint);
        }
        Movements.add(
                handle,
                new StockMovement(
                        user,
                        product,
                        blueprint,
                        cause,
                        null,
                        Outcome.REREAD,
                        null,
                        null,
                        "order " + sighting.orderId() + ": " + why,
                        fence.operationId(),
                        sighting.seenAt(),
                        null));
    }

    /** Its data is gone; only the ledger knows what it was about. */
    private void destroyed(Map<Long, Line> known) {
        if (known.isEmpty()) {
            if (isNew) {
                readAgain(Cause.ORDER_CHANGE, null, null, "destroyed, and never seen before");
            }
            return;
        }
        known.values().stream()
                .filter(line -> line.live() > 0)
                .sorted(Comparator.comparing(Line::item))
                .forEach(line -> {
                    readAgain(Cause.ORDER_CHANGE, line.product(), line.blueprint(), "destroyed");
                    write(line.item(), null, line.product(), line.blueprint(), 0);
                });
    }

    private void writeLine(Order order, Order.Item item) {
        write(item.id(), item.hubOrderId(), product(item), item.blueprintId(), OrderRules.lots(order, item));
    }

    private void write(long item, @Nullable Long hub, @Nullable String product, @Nullable Integer blueprint, int live) {
        ofOrder("write_item")
                .bind("item", item)
                .bind("hub", hub)
                .bind("product", product)
                .bind("blueprint", blueprint)
                .bind("live", live)
                .execute();
    }

    private Update ofOrder(String name) {
        return handle.createUpdate(sql(name)).bind("user", user).bind("order", sighting.orderId());
    }

    private static @Nullable String product(Order.Item item) {
        return item.productId() == null ? null : String.valueOf(item.productId());
    }

    private static String clipped(String state) {
        String clean = String.valueOf(PgText.clean(state));
        return clean.length() > 50 ? clean.substring(0, 50) : clean;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static String sql(String name) {
        return Sql.of(OrderTransaction.class, name);
    }
}
