package io.brxsync.examples.simulator;

import java.util.ArrayList;
import java.util.List;

/** All endpoints, literal paths before templates. */
final class Endpoints {
    private Endpoints() {}

    static List<Endpoint> all(SimulatorState state) {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new AppApi().endpoints());
        all.addAll(new CatalogueApi(state.catalogue(), state.readiness()).endpoints());
        all.addAll(new InventoryApi(state.options()).endpoints());
        return all;
    }
}
