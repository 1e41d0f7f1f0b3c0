package io.brxsync.cardtrader;

import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.webhook.CardTraderWebhooks;
import io.brxsync.cardtrader.wire.Blueprint;
import io.brxsync.cardtrader.wire.Catalogue;
import io.brxsync.cardtrader.wire.Category;
import io.brxsync.cardtrader.wire.Expansion;
import io.brxsync.cardtrader.wire.Game;
import io.brxsync.cardtrader.wire.Orders;
import io.brxsync.cardtrader.wire.ProductExport;
import io.brxsync.port.AppInfo;
import io.brxsync.port.CallOptions;
import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportSummary;
import io.brxsync.port.Listings;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Order;
import io.brxsync.port.OrderQuery;
import io.brxsync.port.Seller;
import io.brxsync.port.WebhookFormat;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * CardTrader's Full API, version 2: its endpoints as methods. Every call is made on the calling thread and on the
 * seller's allowance. Errors are those of {@link Marketplace}. Thread-safe.
 */
public final class CardTrader implements Marketplace {
    private static final CardTraderWebhooks WEBHOOKS = new CardTraderWebhooks();

    private final CardTraderHttp http;
    private final CallOptions options;

    CardTrader(CardTraderHttp http) {
        this(http, CallOptions.ORDINARY);
    }

    private CardTrader(CardTraderHttp http, CallOptions options) {
        this.http = http;
        this.options = options;
    }

    @Override
    public CardTrader with(CallOptions other) {
        return new CardTrader(http, other);
    }

    private <T> T send(Call<T> call) {
        return http.send(call.with(options));
    }

    @Override
    public AppInfo info(Seller seller) {
        return send(Call.of(Endpoints.INFO, seller, "/info", body -> Catalogue.info(body.content())));
    }

    /** All games. */
    public List<Game> games(Seller seller) {
        return send(Call.of(Endpoints.GAMES, seller, "/games", body -> Catalogue.games(body.content())));
    }

    /** The categories of all games. */
    public List<Category> categories(Seller seller) {
        return send(Call.of(Endpoints.CATEGORIES, seller, "/categories", body -> Catalogue.categories(body.content())));
    }

    /** The categories of one game. */
    public List<Category> categories(Seller seller, long gameId) {
        return send(Call.of(
                Endpoints.CATEGORIES,
                seller,
                "/categories?game_id=" + gameId,
                body -> Catalogue.categories(body.content())));
    }

    /** The expansions of all games. */
    public List<Expansion> expansions(Seller seller) {
        return send(Call.of(Endpoints.EXPANSIONS, seller, "/expansions", body -> Catalogue.expansions(body.content())));
    }

    /** The expansions that the seller has products of. */
    public List<Expansion> expansionsExport(Seller seller) {
        return send(Call.of(
                Endpoints.EXPANSIONS_EXPORT,
                seller,
                "/expansions/export",
                body -> Catalogue.expansions(body.content())));
    }

    /**
     * Hands the blueprints of an expansion to the sink while they arrive. What was handed over before an exception is
     * right, but not all.
     *
     * @return how many there were
     * @throws io.brxsync.BrxException also of kind {@code RETRYABLE} while CardTrader still builds its cache of them
     */
    public long blueprintsExport(Seller seller, long expansionId, Consumer<Blueprint> sink) {
        return send(Call.of(
                Endpoints.BLUEPRINTS_EXPORT,
                seller,
                "/blueprints/export?expansion_id=" + expansionId,
                body -> Catalogue.blueprints(body.content(), sink)));
    }

    /** {@inheritDoc} An empty inventory is a complete export too. A product id that occurs twice is handed on twice. */
    @Override
    public ExportSummary export(Seller seller, ExportFilter filter, ExportSink sink) {
        return send(Call.of(Endpoints.PRODUCTS_EXPORT, seller, "/products/export" + query(filter), body -> {
            ProductExport.Rows rows = ProductExport.read(body.content(), sink);
            return new ExportSummary(rows.products(), rows.broken(), body.received());
        }));
    }

    /** {@inheritDoc} Purchases are left out, which CardTrader lists as well unless told otherwise. */
    @Override
    public List<Order> orders(Seller seller, OrderQuery query) {
        return send(
                Call.of(Endpoints.ORDERS, seller, "/orders?" + parameters(query), body -> Orders.list(body.content())));
    }

    private static String parameters(OrderQuery query) {
        StringBuilder parameters = new StringBuilder("order_as=seller")
                .append(query.newestFirst() ? "&sort=id.desc" : "&sort=id.asc")
                .append("&page=")
                .append(query.page())
                .append("&limit=")
                .append(query.limit());
        if (query.afterId() != null) {
            parameters.append("&from_id=").append(query.afterId());
        }
        if (query.upToId() != null) {
            parameters.append("&to_id=").append(query.upToId());
        }
        if (query.placedFrom() != null) {
            parameters.append("&from=").append(query.placedFrom());
        }
        if (query.state() != null) {
            parameters.append("&state=").append(URLEncoder.encode(query.state(), StandardCharsets.UTF_8));
        }
        return parameters.toString();
    }

    @Override
    public WebhookFormat webhooks() {
        return WEBHOOKS;
    }

    private static String query(ExportFilter filter) {
        if (filter instanceof ExportFilter.OfBlueprint of) {
            return "?blueprint_id=" + of.blueprintId();
        }
        if (filter instanceof ExportFilter.OfExpansion of) {
            return "?expansion_id=" + of.expansionId();
        }
        return "";
    }

    @Override
    public Listings listings() {
        return new CardTraderListings(http, options);
    }

    @Override
    public boolean circuitOpen() {
        return http.circuitOpen();
    }

    @Override
    public void close() {
        http.close();
    }
}
