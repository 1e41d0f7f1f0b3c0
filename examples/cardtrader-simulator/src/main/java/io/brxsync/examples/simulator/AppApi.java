package io.brxsync.examples.simulator;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The app: {@code GET /info}, {@code PATCH /app}; and the buyer's cart, which refuses to be used. */
final class AppApi {
    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/info", this::info),
                Endpoint.of("PATCH", "/app", this::patch),
                Endpoint.of("POST", "/cart/purchase", this::purchase),
                Endpoint.of("POST", "/product_imports", this::importCsv));
    }

    private Reply info(Call call) {
        SimulatedAccount account = call.account();
        ObjectNode node = Json.object()
                .put("shared_secret", account.sharedSecret())
                .put("name", account.appName())
                .put("id", account.appId())
                .put("user_id", account.userId());
        account.webhookUrl().ifPresent(url -> node.put("webhook_url", url));
        return Reply.json(200, node);
    }

    private Reply patch(Call call) {
        ObjectNode body = call.json();
        if (!body.path("webhook_url").isString()) {
            return Errors.missingParameter("webhook_url");
        }
        String url = body.path("webhook_url").asString();
        call.account().setWebhookUrl(url);
        // Other clients report the echo at the root or under "app": one of the two, never both.
        ObjectNode answer = Json.object().put("id", call.account().appId()).put("webhook_url", url);
        ObjectNode wrapped = Json.object();
        wrapped.set("app", answer);
        return Reply.json(200, call.account().id() % 2 == 0 ? wrapped : answer);
    }

    private Reply purchase(Call call) {
        return Errors.validation(
                Map.of("payment_method", "cannot be blank"), "You need to have at least one payment method set.");
    }

    private Reply importCsv(Call call) {
        return Errors.importBusy();
    }
}
