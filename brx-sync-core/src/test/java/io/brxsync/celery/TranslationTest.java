package io.brxsync.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import io.brxsync.port.MirroredProduct;
import io.brxsync.port.OrderEvent;
import io.brxsync.port.WebhookFormat;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages as kombu writes them, and what becomes of each. */
class TranslationTest {
    private static final UUID USER = UUID.fromString("5a0f6a4e-27d5-4b60-8f0b-3f6a51d0c001");
    private static final String ID = "0c9f4c0e-9a53-4d3c-9a0b-6b7b5a1b7777";
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final Translation translation = new Translation(new OnlyIds(), () -> NOW);

    /** Keeps the id of an event and nothing else. */
    private static final class OnlyIds implements WebhookFormat {
        @Override
        public boolean signed(byte[] body, String signature, Secret secret) {
            return false;
        }

        @Override
        public Optional<String> mistake(byte[] body, String signature, Secret secret) {
            return Optional.empty();
        }

        @Override
        public JsonNode stripped(byte[] body) {
            return CeleryMessage.JSON
                    .createObjectNode()
                    .set("id", CeleryMessage.JSON.readTree(body).path("id"));
        }

        @Override
        public OrderEvent event(JsonNode stripped) {
            return new OrderEvent(stripped.path("id").asString(), null, 1, false, true, null);
        }
    }

    private static ObjectNode envelope(String task, String body) {
        ObjectNode message = CeleryMessage.JSON.createObjectNode();
        message.put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
        message.put("content-type", "application/json");
        message.putObject("headers")
                .put("task", task)
                .put("id", ID)
                .putNull("eta")
                .putNull("expires");
        message.putObject("properties").put("priority", 0).put("body_encoding", "base64");
        return message;
    }

    private static ObjectNode envelope(String task, String args, String kwargs) {
        return envelope(
                task,
                "[" + args.replace('\'', '"') + ", " + kwargs.replace('\'', '"')
                        + ", {\"callbacks\": null, \"errbacks\": null, \"chain\": null, \"chord\": null}]");
    }

    private Translated translated(ObjectNode envelope) {
        String bytes = new String(CeleryMessage.JSON.writeValueAsBytes(envelope), StandardCharsets.ISO_8859_1);
        return translation.of(CeleryMessage.read(CeleryMessage.envelope(bytes)));
    }

    private SyncTask task(String task, String args, String kwargs) {
        return ((Translated.One) translated(envelope(task, args, kwargs))).task();
    }

    @Test
    void everyTaskOfTheServiceIsKnown() {
        String user = "['" + USER + "'";
        assertThat(task(Translation.BULK, user + "]", "{}")).isEqualTo(new SyncTask.BulkSync(USER));
        assertThat(task(Translation.QUANTITY, user + ", '77', -2]", "{}"))
                .isEqualTo(new SyncTask.AdjustStock(USER, "77", -2, "celery:" + ID));
        assertThat(task(Translation.DELETE, user + ", 77]", "{}")).isEqualTo(new SyncTask.DeleteProduct(USER, "77"));
        assertThat(task(Translation.PERIODIC, user + "]", "{}")).isEqualTo(new SyncTask.PeriodicSync(USER));
        assertThat(task(Translation.PERIODIC, user + "]", "{'blueprint_id': 9}"))
                .isEqualTo(new SyncTask.RefreshProducts(USER, List.of(9)));
        assertThat(translated(envelope(Translation.PERIODIC, "[]", "{}"))).isInstanceOf(Translated.Everybody.class);
        SyncTask webhook = task(
                Translation.WEBHOOK,
                "['w', {'id': 'w-1', 'data': {'buyer': 'Nobody'}}]",
                "{'user_id': '" + USER + "'}");
        assertThat(webhook).isInstanceOfSatisfying(SyncTask.OrderWebhook.class, order -> {
            assertThat(order.webhookId()).isEqualTo("w-1");
            assertThat(order.event().toString()).isEqualTo("{\"id\":\"w-1\"}");
        });
    }

    @Test
    void theIdOfABulkSyncIsCelerysAndOfOthersMadeOfIt() {
        assertThat(((Translated.One) translated(envelope(Translation.BULK, "['" + USER + "']", "{}"))).id())
                .isEqualTo(ID);
        assertThat(((Translated.One) translated(envelope(Translation.DELETE, "['" + USER + "', 7]", "{}"))).id())
                .isEqualTo(Translation.derived(ID))
                .isNotEqualTo(ID);
    }

    @Test
    void aProductGoesOutAsItsRowIsButForTheValuesGiven() {
        Translated.AsMirrored plain = (Translated.AsMirrored) translated(
                envelope(Translation.UPDATE, "['" + USER + "', 12]", "{'price_cents': null, 'properties': null}"));
        MirroredProduct row = new MirroredProduct(
                "77", 3, 150, "text", null, false, "{\"condition\": \"Near Mint\", \"signed\": null}");
        SyncTask.PushProduct edit = Translation.edit(plain, row);
        assertThat(plain.row()).isEqualTo(12);
        assertThat(edit.externalStockId()).isEqualTo("77");
        assertThat(edit.priceCents()).isEqualTo(150);
        assertThat(edit.quantity()).isEqualTo(3);
        assertThat(edit.description()).isEqualTo("text");
        assertThat(edit.userDataField()).isNull();
        assertThat(edit.graded()).isFalse();
        assertThat(edit.properties()).containsOnlyKeys("condition");

        Translated.AsMirrored given = (Translated.AsMirrored) translated(envelope(
                Translation.UPDATE, "['" + USER + "', 12, 99, 0]", "{'properties': {'signed': true}, 'graded': true}"));
        SyncTask.PushProduct other = Translation.edit(given, row);
        assertThat(other.priceCents()).isEqualTo(99);
        assertThat(other.quantity()).isZero();
        assertThat(other.graded()).isTrue();
        assertThat(other.properties()).containsOnlyKeys("signed");

        assertThatThrownBy(() -> Translation.edit(plain, new MirroredProduct(null, 1, 1, null, null, null, null)))
                .hasMessageContaining("no product at CardTrader");
    }

    @Test
    void timesPrioritiesAndCompressionAreObserved() throws Exception {
        ObjectNode envelope = envelope(Translation.BULK, "['" + USER + "']", "{}");
        ObjectNode headers = (ObjectNode) envelope.get("headers");
        headers.put("eta", "2026-05-04T12:01:00.250000+02:00").put("expires", "2026-05-04T10:00:01");
        ((ObjectNode) envelope.get("properties")).put("priority", 6);
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zlib)) {
            deflater.write(Base64.getDecoder().decode(envelope.path("body").asString()));
        }
        envelope.put("body", Base64.getEncoder().encodeToString(zlib.toByteArray()));
        headers.put("compression", "application/x-gzip");

        assertThat(((Translated.One) translated(envelope)).options())
                .isEqualTo(
                        EnqueueOptions.DEFAULTS.after(Duration.ofMillis(60_250)).withPriority(-6));
        headers.put("eta", "2026-05-04T09:00:00+00:00");
        assertThat(((Translated.One) translated(envelope)).options().delay()).isZero();
        headers.put("expires", "2026-05-04T10:00:00+00:00");
        assertThatThrownBy(() -> translated(envelope)).hasMessageContaining("it expired at 2026-05-04T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "app.tasks.sync_tasks.initial_bulk_sync | [] | {} | no argument 'user_id'",
                "app.tasks.sync_tasks.initial_bulk_sync | ['me'] | {} | user_id is no UUID",
                "app.tasks.sync_tasks.initial_bulk_sync | ['1-1-1-1-1'] | {} | user_id is no UUID",
                "app.tasks.sync_tasks.initial_bulk_sync | [1, 2] | {} | it has 2 arguments",
                "app.tasks.sync_tasks.initial_bulk_sync | ['U'] | {'user_id': 'U'} | 'user_id' twice",
                "app.tasks.sync_tasks.initial_bulk_sync | ['U'] | {'force': true} | an argument 'force'",
                "app.tasks.sync_tasks.update_product_quantity | ['U', '7'] | {} | no delta",
                "app.tasks.sync_tasks.update_product_quantity | ['U', '7', 0] | {} | no delta",
                "app.tasks.sync_tasks.update_product_quantity | ['U', '7', 1.5] | {} | delta is no whole number",
                "app.tasks.sync_tasks.update_product_quantity | ['U', 'x', 1] | {} | external_stock_id is no whole",
                "app.tasks.sync_tasks.sync_update_product_to_cardtrader | ['U', 'x'] | {} | item_id is no whole",
                "app.tasks.sync_tasks.sync_update_product_to_cardtrader | ['U', 1, '5'] | {} | price_cents is no whole",
                "app.tasks.sync_tasks.process_webhook_notification | ['w', {'id': 'w'}] | {} | names no user",
                "app.tasks.sync_tasks.process_webhook_notification | ['w', {'id': 'w'}, '34089'] | {} | no UUID",
                "app.tasks.sync_tasks.process_webhook_notification | ['w'] | {'user_id': 'U'} | no payload",
                "app.tasks.sync_tasks.process_webhook_notification | ['w', 'x', 'U'] | {} | payload is no JSON object",
                "app.tasks.periodic_sync.periodic_sync_from_cardtrader | [] | {'blueprint_id': 1} | no user",
                "app.tasks.sync_tasks.reindex | [] | {} | the task is unknown here"
            })
    void whatIsNotKnownForCertainIsRefused(String task, String args, String kwargs, String reason) {
        ObjectNode envelope =
                envelope(task.strip(), args.replace("U", USER.toString()), kwargs.replace("U", USER.toString()));
        assertThatThrownBy(() -> translated(envelope))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.REJECTED))
                .hasMessageContaining(reason.strip());
    }

    @Test
    void otherProtocolsAndRubbishAreRefused() {
        for (String bytes : List.of("", "[]", "{", "\u0080\u0081", "{} {}", "[".repeat(5000))) {
            assertThatThrownBy(() -> CeleryMessage.envelope(bytes)).hasMessageContaining("the message is not");
        }
        refused("protocol 2", envelope -> envelope.remove("headers"));
        refused("protocol 2", envelope -> ((ObjectNode) envelope.get("headers")).put("id", "a b"));
        refused("content type", envelope -> envelope.put("content-type", "application/x-python-serialize"));
        refused("valid Base64", envelope -> envelope.put("body", "*"));
        refused("body is not valid JSON", envelope -> envelope.put("body", "YQ=="));
        refused("[args, kwargs, embed]", envelope -> envelope.put("body", "e30="));
        refused("compression", envelope -> ((ObjectNode) envelope.get("headers")).put("compression", "zstd"));
        refused(
                "decompressed",
                envelope -> ((ObjectNode) envelope.get("headers")).put("compression", "application/x-gzip"));
        refused("expires is no time", envelope -> ((ObjectNode) envelope.get("headers")).put("expires", 60));
        ObjectNode chained =
                envelope(Translation.BULK, "[[\"" + USER + "\"], {}, {\"chain\": [{\"task\": \"next\"}]}]");
        assertThatThrownBy(() -> translated(chained)).hasMessageContaining("other tasks hang on it (chain)");
    }

    private void refused(String reason, java.util.function.Consumer<ObjectNode> spoil) {
        ObjectNode envelope = envelope(Translation.BULK, "['" + USER + "']", "{}");
        spoil.accept(envelope);
        assertThatThrownBy(() -> translated(envelope)).hasMessageContaining(reason);
    }

    @Test
    void nothingOfABuyerIsKept() {
        ObjectNode envelope = envelope(Translation.WEBHOOK, "['w', {'id': 'w', 'data': {'buyer': 'Nobody'}}]", "{}");
        ((ObjectNode) envelope.get("headers")).put("argsrepr", "('w', {'buyer': 'Nobody'})");

        String kept = translation.kept(CeleryMessage.read(envelope));
        CeleryMessage again = CeleryMessage.read(CeleryMessage.envelope(kept));

        assertThat(kept + again.kwargs()).doesNotContain("Nobody");
        assertThat(again.kwargs().path("payload").path("id").asString()).isEqualTo("w");
        assertThat(Translation.kept(envelope)).doesNotContain("body\":", "Nobody");
        assertThat(Translation.metric("whatever")).isEqualTo("other");
        assertThat(Translation.metric(Translation.BULK)).isEqualTo("initial_bulk_sync");
    }
}
