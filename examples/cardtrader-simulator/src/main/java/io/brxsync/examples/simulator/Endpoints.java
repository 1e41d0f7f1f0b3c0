package io.brxsync.examples.simulator;

import java.util.ArrayList;
import java.util.List;

/** All endpoints, literal paths before templates. */
final class Endpoints {
    private Endpoints() {}

    static List<Endpoint> all(SimulatorState state, ProductWriter writer) {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new AppApi().endpoints());
        all.addAll(new CatalogueApi(state.catalogue(), state.readiness()).endpoints());
        all.addAll(new InventoryApi(state.options()).endpoints());
        all.addAll(new WriteApi(state.options(), writer).endpoints());
        all.addAll(new OrdersApi().endpoints());
        all.addAll(new MarketplaceApi(state.catalogue(), state.options().seed()).endpoints());
        return all;
    }
}
