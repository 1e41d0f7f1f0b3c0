package io.brxsync.examples.simulator;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Reading one's own listings. */
final class InventoryApi {
    private final SimulatorOptions options;
    private final AtomicLong exports = new AtomicLong();

    InventoryApi(SimulatorOptions options) {
        this.options = options;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/products/export", this::export),
                Endpoint.of("GET", "/products/:id", this::product));
    }

    private Reply export(Call call) {
        Inventory inventory = call.account().inventory();
        Long blueprint = call.number("blueprint_id");
        Long expansion = call.number("expansion_id");
        Product[] products;
        if (blueprint != null) {
            products = inventory.findByBlueprint(blueprint.intValue()).toArray(new Product[0]);
        } else if (expansion != null) {
            products = Stream.of(inventory.snapshot())
                    .filter(p -> p.blueprint().expansion() != null
                            && p.blueprint().expansion().id() == expansion)
                    .toArray(Product[]::new);
        } else {
            // page and limit are ignored: CardTrader does not page this endpoint.
            products = inventory.snapshot();
        }
        shuffle(products);
        return Reply.array(ProductJson.export(products, call.account()));
    }

    private Reply product(Call call) {
        return switch (options.productReads()) {
            case ON ->
                call.account()
                        .inventory()
                        .find(call.id())
                        .map(p -> Reply.json(
                                200, ProductJson.resource(p, call.account().currency())))
                        .orElseGet(() -> Errors.notFound("Not found"));
            case NOT_FOUND -> Errors.notFound("Not found");
            case NOT_ALLOWED -> Errors.methodNotAllowed();
        };
    }

    /** The order of rows is undocumented, so it is never the same twice. */
    private void shuffle(Product[] products) {
        Collections.shuffle(Arrays.asList(products), new Random(options.seed() + exports.incrementAndGet()));
    }
}
