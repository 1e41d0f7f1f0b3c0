package io.brxsync.handler;

import io.brxsync.port.AppInfo;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Order;
import io.brxsync.port.OrderQuery;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.Seller;
import io.brxsync.port.StockLedger.OrderCursor;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for orders that no webhook announced: the new ones by their ids, and a few of the open ones again, because orders
 * carry no date of their last change. Notices when no webhook address is registered. Thread-safe.
 */
final class OrderPoll implements TaskHandler<SyncTask.PollOrders>, OrderSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OrderPoll.class);

    /** An order may be half a megabyte large. */
    private static final int PAGE = 25;

    /**
     * Ids are given out before an order can be seen, so the last ones are looked at again: about a quarter of an hour of
     * all of CardTrader's orders (1.4 million a month).
     */
    private static final long OVERLAP = 500;

    /** Open orders that are read again in one poll, a request each. */
    private static final int OPEN_ORDERS = 10;

    private static final Duration OPEN_ORDER_AGE = Duration.ofMinutes(10);
    private static final Duration WEBHOOK_CHECK = Duration.ofHours(1);

    /** How late a webhook may be before its order counts as not announced. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** Nobody knows in which time zone CardTrader's days begin. */
    private static final Duration CALENDARS_DIFFER = Duration.ofDays(1);

    /** States in which orders wait for the first poll of a user; later ones follow them by their ids. */
    private static final List<String> WAITING = List.of("hub_pending", "paid");

    private final SyncStore store;
    private final Marketplace marketplace;
    private final OrderRecorder recorder;
    private final IntConsumer unannounced;
    private final InstantSource clock;

    /**
     * A poll of this marketplace.
     *
     * @param unannounced told how many more orders were seen without a webhook
     */
    OrderPoll(
            SyncStore store,
            Marketplace marketplace,
            OrderRecorder recorder,
            IntConsumer unannounced,
            InstantSource clock) {
        this.store = store;
        this.marketplace = marketplace;
        this.recorder = recorder;
        this.unannounced = unannounced;
        this.clock = clock;
    }

    @Override
    public Disposition handle(SyncTask.PollOrders task, TaskContext context) {
        Seller seller = store.accounts().seller(task.user());
        sweep(seller, context.fence(), context.calls());
        readOpenOrders(seller, context);
        int missed = store.stock().countUnannounced(context.fence(), task.user(), GRACE);
        if (missed > 0) {
            unannounced.accept(missed);
            LOG.warn(
                    "Orders were found that no webhook announced, their stock is right now; is the webhook address"
                            + " registered and reachable? user={} orders={}",
                    task.user(),
                    missed);
        }
        checkWebhook(seller, context, missed > 0);
        return Disposition.ack();
    }

    @Override
    public int sweep(Seller seller, Fence fence, CallOptions calls) {
        Marketplace asked = marketplace.with(calls);
        return store.stock()
                .cursor(seller.user())
                .map(cursor -> advance(seller, fence, asked, cursor))
                .orElseGet(() -> begin(seller, fence, asked));
    }

    /**
     * From here on every order is looked for. Before that, those that may still change, and those placed since the mirror
     * was read: what was sold between that read and now is in neither, and webhooks may have told nobody.
     */
    private int begin(Seller seller, Fence fence, Marketplace asked) {
        Instant now = clock.instant();
        long newest = asked.orders(seller, OrderQuery.newest()).stream()
                .mapToLong(Order::id)
                .max()
                .orElse(0);
        List<OrderQuery> older = new ArrayList<>();
        store.stock()
                .readSince(seller.user())
                .map(since -> since.minus(CALENDARS_DIFFER).atOffset(ZoneOffset.UTC))
                .ifPresent(since -> older.add(OrderQuery.placedFrom(since.toLocalDate(), PAGE)));
        WAITING.forEach(state -> older.add(OrderQuery.inState(state, PAGE)));
        for (OrderQuery query : older) {
            readAll(
                    seller,
                    asked,
                    query,
                    sighting ->
                            recorder.recordOld(seller.user(), sighting, fence).isNew());
        }
        store.stock().moveCursor(fence, seller.user(), new OrderCursor(newest, newest, now, null, null));
        return 0;
    }

    private OrderCursor cursor(Seller seller) {
        return store.stock().cursor(seller.user()).orElseThrow();
    }

    private int advance(Seller seller, Fence fence, Marketplace asked, OrderCursor cursor) {
        Instant now = clock.instant();
        OrderQuery newer = OrderQuery.after(Math.max(cursor.firstId(), cursor.orderId() - OVERLAP), PAGE);
        Pages pages = readAll(
                seller,
                asked,
                newer,
                sighting -> recorder.record(seller.user(), sighting, fence).isNew());
        store.stock()
                .moveCursor(
                        fence,
                        seller.user(),
                        new OrderCursor(
                                cursor.firstId(),
                                Math.max(cursor.orderId(), pages.largestId()),
                                now,
                                cursor.webhookCheckedAt(),
                                cursor.webhookMissingSince()));
        return pages.found();
    }

    private record Pages(int found, long largestId) {}

    private Pages readAll(Seller seller, Marketplace asked, OrderQuery first, Predicate<OrderSighting> recordedAsNew) {
        int found = 0;
        long largest = 0;
        OrderQuery query = first;
        while (true) {
            List<Order> page = asked.orders(seller, query);
            Instant now = clock.instant();
            for (Order order : page) {
                found += recordedAsNew.test(OrderSighting.read(order, now)) ? 1 : 0;
                largest = Math.max(largest, order.id());
            }
            if (page.size() < query.limit()) {
                return new Pages(found, largest);
            }
            query = query.nextPage();
        }
    }

    private void readOpenOrders(Seller seller, TaskContext context) {
        Marketplace asked = marketplace.with(context.calls());
        Instant before = clock.instant().minus(OPEN_ORDER_AGE);
        for (long id : store.stock().openOrders(seller.user(), before, OPEN_ORDERS)) {
            List<Order> found = asked.orders(seller, OrderQuery.only(id));
            Instant now = clock.instant();
            OrderSighting sighting =
                    found.isEmpty() ? OrderSighting.gone(id, now) : OrderSighting.read(found.get(0), now);
            recorder.record(seller.user(), sighting, context.fence());
        }
    }

    private void checkWebhook(Seller seller, TaskContext context, boolean suspicious) {
        OrderCursor cursor = cursor(seller);
        Instant now = clock.instant();
        Instant checked = cursor.webhookCheckedAt();
        if (checked != null && !suspicious && checked.plus(WEBHOOK_CHECK).isAfter(now)) {
            return;
        }
        AppInfo info = marketplace.with(context.calls()).info(seller);
        @Nullable
        Instant missing = info.webhookUrl() != null
                ? null
                : cursor.webhookMissingSince() == null ? now : cursor.webhookMissingSince();
        if (missing != null && cursor.webhookMissingSince() == null) {
            LOG.warn(
                    "No webhook address is registered at CardTrader, sales are only found by polls and syncs; register"
                            + " it in the app's settings user={}",
                    seller.user());
        }
        store.stock()
                .moveCursor(
                        context.fence(),
                        seller.user(),
                        new OrderCursor(cursor.firstId(), cursor.orderId(), cursor.polledAt(), now, missing));
    }
}
