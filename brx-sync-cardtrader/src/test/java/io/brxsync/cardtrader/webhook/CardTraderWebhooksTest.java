package io.brxsync.cardtrader.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import io.brxsync.port.Order;
import io.brxsync.port.OrderEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardTraderWebhooksTest {
    private static final Secret SECRET = new Secret("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final byte[] BODY = "{\"id\":\"w\"}".getBytes(UTF_8);
    private static final String SIGNATURE = "xGyUQV5lIP1xEZhktP7+1NPuOlUeWXGhbhEcsdoaRTg=";

    private final CardTraderWebhooks webhooks = new CardTraderWebhooks();

    @Test
    void theSignatureIsThatOfTheRawBytesUnderTheSecretAsText() {
        assertThat(webhooks.signed(BODY, SIGNATURE, SECRET)).isTrue();
        assertThat(webhooks.signed("{\"id\": \"w\"}".getBytes(UTF_8), SIGNATURE, SECRET))
                .isFalse();
        assertThat(webhooks.signed(BODY, SIGNATURE.toLowerCase(java.util.Locale.ROOT), SECRET))
                .isFalse();
        assertThat(webhooks.signed(BODY, "", SECRET)).isFalse();
        assertThat(webhooks.signed(BODY, SIGNATURE, new Secret("another"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "+tGZDilva3nO38gEdcV+o48QlskzheAhixWUmi3Lz5E=, hex_decoded_key",
        "c46c94415e6520fd71119864b4fefed4d3ee3a551e5971a16e111cb1da1a4538, hex_digest",
        "xGyUQV5lIP1xEZhktP7-1NPuOlUeWXGhbhEcsdoaRTg, url_safe"
    })
    void anAlmostRightSignatureIsRefusedAndNamed(String signature, String mistake) {
        assertThat(webhooks.signed(BODY, signature, SECRET)).isFalse();
        assertThat(webhooks.mistake(BODY, signature, SECRET)).contains(mistake);
        assertThat(webhooks.mistake(BODY, "nonsense", SECRET)).isEmpty();
    }

    @Test
    void onlyWhatIsKnownToBeHarmlessIsKept() {
        String kept = webhooks.stripped(order("").getBytes(UTF_8)).toString();

        assertThat(kept).doesNotContain("Secretive", "buyer", "address", "tomorrow", "user_data_field");
        OrderEvent event = webhooks.event(webhooks.stripped(order("").getBytes(UTF_8)));
        assertThat(event.webhookId()).isEqualTo("9f0c");
        assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1_760_000_000));
        assertThat(event.test()).isFalse();
        assertThat(event.order())
                .isEqualTo(new Order(
                        39_000_001L,
                        "hub_pending",
                        true,
                        true,
                        java.util.List.of(
                                new Order.Item(
                                        5L,
                                        39_000_001L,
                                        452_000_001L,
                                        77,
                                        3,
                                        1,
                                        false,
                                        Instant.parse("2026-01-02T03:04:05.006Z")),
                                new Order.Item(6L, null, null, null, 1, 0, true, null))));
    }

    private static String order(String more) {
        return """
                {"id":"9f0c","time":1760000000,"cause":"order.create","object_class":"Order","object_id":39000001,
                 "mode":"live","tomorrow":"Secretive","data":{"id":39000001,"state":"hub_pending",
                 "via_cardtrader_zero":true,"order_as":"seller","buyer":{"username":"Secretive","email":"Secretive"},
                 "order_shipping_address":{"street":"Secretive"},"real_buyer_order_billing_address":"Secretive",
                 "order_items":[
                   {"id":5,"hub_pending_order_id":"39000001","product_id":452000001,"blueprint_id":77,"quantity":3,
                    "cancelled_price":[{"cents":-5,"currency":"EUR"}],"created_at":"2026-01-02T03:04:05.006Z",
                    "deleted_at":null,"user_data_field":"Secretive","tomorrow":1},
                   {"id":6,"product_id":null,"quantity":1,"cancelled_price":[],"deleted_at":"2026-01-02T03:04:05.006Z",
                    "created_at":"whenever"},
                   {"quantity":2}]%s}}
                """.formatted(more);
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"data\":{}", ",\"data\":null", ",\"data\":\"\"", ",\"data\":[]", ""})
    void aDestroyedOrderHasNoDataInAnyForm(String data) {
        String body =
                "{\"id\":\"9f0c\",\"time\":1,\"cause\":\"order.destroy\",\"object_class\":\"Order\",\"object_id\":7,"
                        + "\"mode\":\"live\"" + data + "}";

        OrderEvent event = webhooks.event(webhooks.stripped(body.getBytes(UTF_8)));

        assertThat(event.destroyed()).isTrue();
        assertThat(event.orderId()).isEqualTo(7);
        assertThat(event.order()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"id\":",
                "{}",
                "{\"id\":\"9\",\"object_class\":\"Product\",\"object_id\":7}",
                "{\"id\":\"9\",\"cause\":\"order.update\",\"object_id\":7}",
                "{\"cause\":\"order.destroy\",\"object_id\":7}"
            })
    void whatIsNoOrderIsRefusedWithoutQuotingIt(String body) {
        assertThatThrownBy(() -> webhooks.event(webhooks.stripped(body.getBytes(UTF_8))))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.REJECTED))
                .hasMessageStartingWith("The webhook cannot be used");
    }

    @Test
    void nestingThatNoOrderHasIsRefused() {
        String deep = "{\"id\":\"9\",\"data\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThatThrownBy(() -> webhooks.stripped(deep.getBytes(UTF_8)))
                .isInstanceOf(BrxException.class)
                .hasNoCause();
    }
}
