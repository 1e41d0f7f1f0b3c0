package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.SimulatorOptions.WarningShape;
import io.brxsync.examples.simulator.WriteOutcome.Refused;
import io.brxsync.examples.simulator.WriteOutcome.Stored;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writing one's own listings, one at a time or in bulk jobs. */
final class WriteApi {
    private final SimulatorOptions options;
    private final ProductWriter writer;

    WriteApi(SimulatorOptions options, ProductWriter writer) {
        this.options = options;
        this.writer = writer;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "/products", this::create),
                Endpoint.of("POST", "/products/bulk_create", call -> bulk(call, Jobs.Kind.CREATE)),
                Endpoint.of("POST", "/products/bulk_update", call -> bulk(call, Jobs.Kind.UPDATE)),
                Endpoint.of("POST", "/products/bulk_destroy", call -> bulk(call, Jobs.Kind.DESTROY)),
                Endpoint.of("PUT", "/products/:id", this::update),
                Endpoint.of("DELETE", "/products/:id", this::destroy),
                Endpoint.of("POST", "/products/:id/increment", this::increment),
                Endpoint.of("GET", "/jobs/:uuid", RateClass.JOBS, this::job));
    }

    private Reply create(Call call) {
        int status = options.newerStatuses() ? 201 : 200;
        return reply(call, status, writer.create(call.account().inventory(), call.json()));
    }

    private Reply update(Call call) {
        return reply(call, 200, writer.update(call.account().inventory(), call.id(), call.json()));
    }

    private Reply increment(Call call) {
        return reply(call, 200, writer.increment(call.account().inventory(), call.id(), call.json()));
    }

    private Reply destroy(Call call) {
        WriteOutcome outcome = writer.destroy(call.account().inventory(), call.id());
        if (outcome instanceof Refused refused) {
            return refused.reply();
        }
        ObjectNode node = envelope(call, (Stored) outcome);
        // Here, and only here, warnings are a list.
        node.putArray("warnings");
        return Reply.json(200, node);
    }

    private Reply reply(Call call, int status, WriteOutcome outcome) {
        if (outcome instanceof Refused refused) {
            return refused.reply();
        }
        return Reply.json(status, envelope(call, (Stored) outcome));
    }

    private ObjectNode envelope(Call call, Stored stored) {
        ObjectNode node = Json.object().put("result", stored.warnings().isEmpty() ? "ok" : "warning");
        node.set("warnings", warnings(stored.warnings(), options.warningShape()));
        node.set(
                "resource",
                ProductJson.resource(stored.product(), call.account().currency()));
        return node;
    }

    static ObjectNode warnings(Map<String, String> warnings, WarningShape shape) {
        ObjectNode node = Json.object();
        if (warnings.isEmpty()) {
            return node;
        }
        switch (shape) {
            case NESTED -> {
                ObjectNode nested = node.putObject("properties");
                warnings.forEach((name, text) -> nested.putArray(name).add(text));
            }
            case LISTS -> warnings.forEach((name, text) -> node.putArray(name).add(text));
            case TEXTS -> warnings.forEach(node::put);
        }
        return node;
    }

    private Reply bulk(Call call, Jobs.Kind kind) {
        JsonNode products = call.json().path("products");
        if (!products.isArray() || products.isEmpty()) {
            return Errors.missingParameter("products");
        }
        if (products.size() > options.bulkLimit()) {
            return Errors.texts(422, List.of("Too many products: max " + options.bulkLimit()));
        }
        int status = options.newerStatuses() ? 202 : 200;
        List<JsonNode> items = products.valueStream().toList();
        return Reply.json(status, Json.object().put("job", call.account().jobs().submit(kind, items)));
    }

    private Reply job(Call call) {
        return Reply.json(
                200, call.account().jobs().status(call.pathParameters().get(0)));
    }
}
