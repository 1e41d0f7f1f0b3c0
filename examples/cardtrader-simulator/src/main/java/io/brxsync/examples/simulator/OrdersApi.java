package io.brxsync.examples.simulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reading orders, and the few things a seller does to them. */
final class OrdersApi {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MIN_EXPLANATION = 50;

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/orders", this::list),
                Endpoint.of("GET", "/orders/:id", this::order),
                Endpoint.of("PUT", "/orders/:id/tracking_code", this::trackingCode),
                Endpoint.of("PUT", "/orders/:id/ship", this::ship),
                Endpoint.of("PUT", "/orders/:id/request-cancellation", this::requestCancellation),
                Endpoint.of("PUT", "/orders/:id/confirm-cancellation", this::confirmCancellation));
    }

    private Reply list(Call call) {
        int limit = (int) Math.max(1, Math.min(MAX_LIMIT, orElse(call.number("limit"), DEFAULT_LIMIT)));
        long page = Math.max(1, orElse(call.number("page"), 1));
        OrderJson json = call.account().orders().json();
        return Reply.array(Rows.of(matching(call)
                .sorted(sorting(call))
                .skip((page - 1) * limit)
                .limit(limit)
                .map(json::order)
                .toList()));
    }

    private static Stream<SimulatedOrder> matching(Call call) {
        // Without order_as the account's own purchases are listed too.
        String as = call.parameter("order_as");
        String state = call.parameter("state");
        String from = digits(call.parameter("from"), "0");
        String to = digits(call.parameter("to"), "9");
        long fromId = orElse(call.number("from_id"), Long.MIN_VALUE);
        long toId = orElse(call.number("to_id"), Long.MAX_VALUE);
        return call.account().orders().list().stream()
                .filter(o -> as == null || as.equals("seller") == o.kind().seller())
                .filter(o -> state == null || state.equals(o.state()))
                .filter(o -> o.code().substring(0, 8).compareTo(from) >= 0)
                .filter(o -> o.code().substring(0, 8).compareTo(to) <= 0)
                .filter(o -> o.id() > fromId && o.id() <= toId);
    }

    private static Comparator<SimulatedOrder> sorting(Call call) {
        Comparator<SimulatedOrder> byId = Comparator.comparingLong(SimulatedOrder::id);
        Comparator<SimulatedOrder> byDate = Comparator.<SimulatedOrder, Instant>comparing(
                        o -> o.moments().created())
                .thenComparing(byId);
        String sort = call.parameter("sort");
        return switch (sort == null ? "date.desc" : sort) {
            case "id.asc" -> byId;
            case "id.desc" -> byId.reversed();
            case "date.asc" -> byDate;
            default -> byDate.reversed();
        };
    }

    private Reply order(Call call) {
        return call.account()
                .orders()
                .find(call.id())
                .map(o -> Reply.json(200, call.account().orders().json().order(o)))
                .orElseGet(() -> Errors.notFound("Not found"));
    }

    private Reply trackingCode(Call call) {
        SimulatedOrder order = own(call, Set.of("paid", "sent"));
        if (!call.json().path("tracking_code").isString()) {
            return Errors.missingParameter("tracking_code");
        }
        // The reference says that an address is answered, and so it is.
        return Reply.json(200, new FakeBuyer(order.id()).shippingAddress());
    }

    private Reply ship(Call call) {
        own(call, Set.of("paid"));
        return changed(call, call.account().orders().silently(call.id(), "sent"));
    }

    private Reply requestCancellation(Call call) {
        own(call, Set.of("paid", "sent"));
        ObjectNode body = call.json();
        if (body.path("cancel_explanation").asString("").length() < MIN_EXPLANATION) {
            return Errors.texts(422, List.of("Cancel explanation is too short (minimum is 50 characters)"));
        }
        return changed(call, call.account().orders().silently(call.id(), "request_for_cancel"));
    }

    private Reply confirmCancellation(Call call) {
        own(call, Set.of("request_for_cancel"));
        boolean relist = call.json().path("relist_if_cancelled").asBoolean(false);
        return changed(call, call.account().orders().silentlyCancelled(call.id(), relist));
    }

    private static Reply changed(Call call, SimulatedOrder order) {
        return Reply.json(200, call.account().orders().json().order(order));
    }

    private static SimulatedOrder own(Call call, Set<String> states) {
        SimulatedOrder order =
                call.account().orders().find(call.id()).orElseThrow(() -> new ApiError(Errors.notFound("Not found")));
        if (!order.kind().seller() || !states.contains(order.state())) {
            throw new ApiError(Errors.texts(422, List.of("Order cannot be changed in state " + order.state())));
        }
        return order;
    }

    private static String digits(@Nullable String day, String otherwise) {
        return day == null ? otherwise : day.replace("-", "");
    }

    private static long orElse(@Nullable Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
