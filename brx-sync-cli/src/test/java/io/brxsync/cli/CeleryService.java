package io.brxsync.cli;

import com.sun.net.httpserver.HttpServer;
import io.brxsync.config.Secret;
import io.brxsync.examples.services.Redis;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.store.TokenCipher;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Python service as far as others see it: its tables, and its web front end, which writes rows itself and messages of
 * Celery's protocol 2 into Redis, as kombu 5 does.
 */
final class CeleryService implements AutoCloseable {
    static final String TASKS = "app.tasks.sync_tasks.";
    static final String PERIODIC = "app.tasks.periodic_sync.periodic_sync_from_cardtrader";
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Sandbox sandbox;
    private final Redis broker;
    private final String prefix;
    private final HttpServer frontEnd;

    CeleryService(Sandbox sandbox) throws IOException {
        this(sandbox, Services.redis());
    }

    /** With a Redis of its own, which may go away. */
    CeleryService(Sandbox sandbox, Redis broker) throws IOException {
        this.sandbox = sandbox;
        this.broker = broker;
        this.prefix = broker.freshNamespace() + "-";
        try (InputStream in = CeleryService.class.getResourceAsStream("python_service.sql")) {
            sandbox.update(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        frontEnd = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        frontEnd.createContext("/api/v1/sync/webhook/user/", exchange -> {
            String user = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            ObjectNode event =
                    (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
            send(
                    "high-priority",
                    TASKS + "process_webhook_notification",
                    args(event.path("id").asString(), event, user));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        frontEnd.start();
    }

    /** What the Python service is configured by, and so the bridge. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(sandbox.variables());
        variables.put("CELERY_BROKER_URL", broker.url(1));
        variables.put("CELERY_KEY_PREFIX", prefix);
        return variables;
    }

    /** A user who was connected and synced by the Python service. */
    Sandbox.Seller seller(int products, int lots) {
        SimulatedAccount account = sandbox.cardTrader().createAccount(AccountSpec.of(products, 7));
        UUID user = UUID.randomUUID();
        TokenCipher cipher = TokenCipher.of(List.of(new Secret(sandbox.key())));
        sandbox.update(
                "insert into user_sync_settings (user_id, cardtrader_token_encrypted, webhook_secret, sync_status,"
                        + " last_sync_at) values (?, ?, ?, 'active', now())",
                user,
                cipher.encrypt(account.token()),
                account.sharedSecret());
        for (Product listed : account.inventory().list()) {
            Product product = account.inventory()
                    .update(listed.id(), each -> each.withQuantity(lots))
                    .orElseThrow();
            sandbox.update(
                    "insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents, properties,"
                            + " external_stock_id, description) values (?, ?, ?, ?, ?::jsonb, ?, ?)",
                    user,
                    product.blueprint().id(),
                    lots,
                    product.priceCents(),
                    JSON.writeValueAsString(product.properties()),
                    Long.toString(product.id()),
                    product.description());
        }
        account.setWebhookUrl(
                "http://127.0.0.1:" + frontEnd.getAddress().getPort() + "/api/v1/sync/webhook/user/" + user);
        return new Sandbox.Seller(user, account);
    }

    static ArrayNode args(Object... values) {
        return JSON.valueToTree(values);
    }

    /** Enqueues a task as {@code delay()} does; returns its id. */
    String send(String queue, String task, ArrayNode args) {
        return send(queue, task, args, JSON.createObjectNode(), JSON.createObjectNode());
    }

    /**
     * The same with named arguments.
     *
     * @param headers laid over the usual ones
     */
    String send(String queue, String task, ArrayNode args, ObjectNode kwargs, ObjectNode headers) {
        String id = UUID.randomUUID().toString();
        push(queue, message(id, queue, task, args, kwargs, headers));
        return id;
    }

    void push(String list, String message) {
        broker.command(1, "LPUSH", prefix + list, message);
    }

    static String message(String id, String queue, String task, ArrayNode args, ObjectNode kwargs, ObjectNode headers) {
        ArrayNode body = JSON.createArrayNode();
        body.add(args);
        body.add(kwargs);
        body.addObject()
                .putNull("callbacks")
                .putNull("errbacks")
                .putNull("chain")
                .putNull("chord");
        ObjectNode message = JSON.createObjectNode();
        message.put("body", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(body)));
        message.put("content-encoding", "utf-8").put("content-type", "application/json");
        ObjectNode all = message.putObject("headers");
        all.put("lang", "py").put("task", task).put("id", id).putNull("shadow").putNull("eta");
        all.putNull("expires").putNull("group").putNull("group_index").put("retries", 0);
        all.putArray("timelimit").addNull().addNull();
        all.put("root_id", id)
                .putNull("parent_id")
                .put("argsrepr", args.toString())
                .put("kwargsrepr", kwargs.toString());
        all.put("origin", "gen1@front-end").put("ignore_result", false);
        all.setAll(headers);
        ObjectNode properties = message.putObject("properties");
        properties.put("correlation_id", id).put("reply_to", UUID.randomUUID().toString());
        properties.put("delivery_mode", 2).put("priority", 0).put("body_encoding", "base64");
        properties.putObject("delivery_info").put("exchange", "").put("routing_key", queue);
        properties.put("delivery_tag", UUID.randomUUID().toString());
        return message.toString();
    }

    /** What the front end does for an edit: the row, then the message without values. */
    String edit(UUID user, long product, int priceCents) {
        sandbox.update(
                "update user_inventory_items set price_cents = ?, updated_at = now()"
                        + " where user_id = ? and external_stock_id = ?",
                priceCents,
                user,
                Long.toString(product));
        ObjectNode unset = JSON.createObjectNode();
        for (String name :
                List.of("price_cents", "quantity", "description", "user_data_field", "graded", "properties")) {
            unset.putNull(name);
        }
        long row = sandbox.number(
                "select id from user_inventory_items where user_id = ? and external_stock_id = ?",
                user,
                Long.toString(product));
        String id = send(
                "high-priority",
                TASKS + "sync_update_product_to_cardtrader",
                args(user.toString(), row),
                unset,
                JSON.createObjectNode());
        registered(user, id, "sync_update");
        return id;
    }

    /** What it does for a removal: the row is gone before the message is there. */
    String delete(UUID user, long product) {
        sandbox.update(
                "delete from user_inventory_items where user_id = ? and external_stock_id = ?",
                user,
                Long.toString(product));
        String id = send("high-priority", TASKS + "sync_delete_product_to_cardtrader", args(user.toString(), product));
        registered(user, id, "sync_delete");
        return id;
    }

    /** Its own row under Celery's id, after the message is out. */
    private void registered(UUID user, String id, String type) {
        sandbox.update(
                "insert into sync_operations (user_id, operation_id, operation_type, status)"
                        + " values (?, ?, ?, 'pending')",
                user,
                id,
                type);
    }

    String adjust(UUID user, long product, int delta) {
        return send(
                "high-priority",
                TASKS + "update_product_quantity",
                args(user.toString(), Long.toString(product), delta));
    }

    String bulkSync(UUID user) {
        return send("bulk-sync", TASKS + "initial_bulk_sync", args(user.toString()));
    }

    /** Everything in Redis that anybody keeps of messages. */
    List<String> kept() {
        List<String> texts = new ArrayList<>();
        Object all = broker.command(1, "HVALS", "{" + sandbox.namespace() + "}:celery:refused");
        ((List<?>) all).forEach(entry -> {
            String json = String.valueOf(entry).replaceFirst("^\\d+ ", "");
            texts.add(json);
            String message = new String(
                    Base64.getDecoder()
                            .decode(JSON.readTree(json).path("message").asString()),
                    StandardCharsets.ISO_8859_1);
            texts.add(message);
            int body = message.indexOf("\"body\":\"");
            if (body >= 0) {
                String text = message.substring(body + 8, message.indexOf('"', body + 8));
                texts.add(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            }
        });
        return texts;
    }

    @Override
    public void close() {
        frontEnd.stop(0);
    }
}
