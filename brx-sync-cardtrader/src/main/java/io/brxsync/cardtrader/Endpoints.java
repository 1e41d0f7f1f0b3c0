package io.brxsync.cardtrader;

import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.limit.EndpointClass;
import java.time.Duration;

/** Every endpoint that is used, with its limits, on one screen. */
final class Endpoints {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** CardTrader's own advice for the whole inventory (CardTrader reference, Products Export). */
    private static final Duration EXPORT = Duration.ofSeconds(180);

    private static final long EXPORT_BYTES = 4L << 30;

    static final Endpoint INFO = Endpoint.read("/info");
    static final Endpoint GAMES = Endpoint.read("/games");
    static final Endpoint CATEGORIES = Endpoint.read("/categories").within(MINUTE);
    static final Endpoint EXPANSIONS = Endpoint.read("/expansions").within(MINUTE);
    static final Endpoint EXPANSIONS_EXPORT =
            Endpoint.read("/expansions/export").within(MINUTE);
    static final Endpoint BLUEPRINTS_EXPORT = Endpoint.stream("/blueprints/export", MINUTE, EXPORT_BYTES);
    static final Endpoint PRODUCTS_EXPORT = Endpoint.stream("/products/export", EXPORT, EXPORT_BYTES);
    static final Endpoint BLUEPRINT = Endpoint.read("/blueprints/:id");

    static final Endpoint CREATE = Endpoint.change("POST", "/products");
    static final Endpoint DELETE = Endpoint.change("DELETE", "/products/:id");
    static final Endpoint INCREMENT = Endpoint.change("POST", "/products/:id/increment");
    static final Endpoint BULK_CREATE =
            Endpoint.change("POST", "/products/bulk_create").within(MINUTE);
    static final Endpoint BULK_UPDATE =
            Endpoint.change("POST", "/products/bulk_update").within(MINUTE);
    static final Endpoint JOB = Endpoint.read("/jobs/:uuid").spending(EndpointClass.JOBS);

    static final Endpoint ORDERS = Endpoint.read("/orders").within(MINUTE);

    private Endpoints() {}
}
