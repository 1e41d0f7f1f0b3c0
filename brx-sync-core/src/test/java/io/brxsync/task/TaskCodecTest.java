package io.brxsync.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brxsync.queue.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TaskCodecTest {
    private static final UUID USER = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final JsonMapper JSON = new JsonMapper();

    private final ManualClock clock = new ManualClock();
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), clock);

    static Stream<SyncTask> everyType() {
        return Stream.of(
                new SyncTask.BulkSync(USER, true),
                new SyncTask.PeriodicSync(USER),
                new SyncTask.RefreshProducts(USER, List.of(1, 2)),
                new SyncTask.OrderWebhook(USER, "w-1", JSON.readTree("{\"cause\":\"order.create\"}")),
                new SyncTask.PollOrders(USER),
                new SyncTask.PushProduct(
                        USER, "7", 5, 0, "é \"quoted\"", "", true, Map.of("mtg_language", JSON.readTree("\"zh-CN\""))),
                new SyncTask.AdjustStock(USER, "7", -2, "sale 1"),
                new SyncTask.CreateProduct(
                        USER, "sku 1", 9, 5, 2, "é", false, Map.of("mtg_language", JSON.readTree("\"zh-CN\""))),
                new SyncTask.DeleteProduct(USER, "7"),
                new SyncTask.TrackJob(USER, UUID.fromString("99999999-2222-3333-4444-555555555555")));
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void everyTypeComesBackAsItWas(SyncTask task) {
        TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
        assertThat(message.payload()).doesNotContain(USER.toString());
        assertThat(codec.decode(TaskMessageJson.read(TaskMessageJson.write(message))))
                .isEqualTo(task);
        assertThat(message.options().uniqueKey()).isEqualTo(task.uniqueKey());
        TaskMessage plain = message.withoutUniqueKey();
        assertThat(TaskMessageJson.read(TaskMessageJson.write(plain))).isEqualTo(plain);
    }

    @Test
    void theListOfTypesIsTheContract() {
        assertThat(TaskTypes.builtIn().all())
                .extracting(TaskType::wireName)
                .containsExactlyInAnyOrder(
                        "bulk_sync",
                        "periodic_sync",
                        "refresh_products",
                        "order_webhook",
                        "poll_orders",
                        "push_product",
                        "adjust_stock",
                        "create_product",
                        "delete_product",
                        "track_job");
        assertThat(everyType().map(Object::getClass)).hasSize(SyncTask.class.getPermittedSubclasses().length);
    }

    @Test
    void payloadsAreSnakeCaseWithoutWhatIsNull() {
        assertThat(codec.encode(new SyncTask.BulkSync(USER), EnqueueOptions.DEFAULTS)
                        .payload())
                .isEqualTo("{\"allow_mass_removal\":false}");
        assertThat(codec.encode(
                                new SyncTask.PushProduct(USER, "7", 5, null, null, null, null, null),
                                EnqueueOptions.DEFAULTS)
                        .payload())
                .isEqualTo("{\"external_stock_id\":\"7\",\"price_cents\":5}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bulk_sync        | {\"allow_mass_removal\":false,\"colour\":1} | colour",
                "bulk_sync        | {\"user\":\"x\"}                            | 'user'",
                "bulk_sync        | [1]                                         | JSON object",
                "bulk_sync        | {\"allow_mass_removal\":                    | does not fit",
                "adjust_stock     | {\"external_stock_id\":\"1\",\"delta\":1}   | needs key",
                "adjust_stock     | {\"external_stock_id\":\"1\",\"delta\":1.5,\"key\":\"k\"} | does not fit",
                "refresh_products | {\"blueprint_ids\":[]}                      | blueprint_ids",
                "push_product     | {\"external_stock_id\":\"1\"}               | at least one of",
                "push_product     | {\"external_stock_id\":\"1\",\"quantity\":-1} | quantity >= 0",
                "track_job        | {}                                          | needs job",
                "no_such_type     | {}                                          | known are bulk_sync"
            })
    void whatDoesNotFitIsRefusedByName(String type, String payload, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(type, USER, payload))
                .withMessageContaining(named)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aPayloadLeftOutStandsForItsDefaults() {
        assertThat(codec.decode("poll_orders", USER, null)).isEqualTo(new SyncTask.PollOrders(USER));
        assertThat(codec.decode("poll_orders", USER, " ")).isEqualTo(new SyncTask.PollOrders(USER));
    }

    @Test
    void newerMembersWinAndTheOthersStay() {
        String older = "{\"external_stock_id\":\"7\",\"price_cents\":5,\"properties\":{\"a\":1,\"b\":2}}";
        String newer = "{\"external_stock_id\":\"7\",\"quantity\":3,\"properties\":{\"b\":9}}";
        assertThat(JSON.readTree(codec.overlay(older, newer)))
                .isEqualTo(JSON.readTree("{\"external_stock_id\":\"7\",\"price_cents\":5,\"quantity\":3,"
                        + "\"properties\":{\"a\":1,\"b\":9}}"));
    }

    @Test
    void delayAndPriorityTravelWithTheMessage() {
        TaskMessage message =
                codec.encode(new SyncTask.PollOrders(USER), new EnqueueOptions("other", Duration.ofMinutes(5), -9));
        TaskMessage back = TaskMessageJson.read(TaskMessageJson.write(message));
        assertThat(back).isEqualTo(message);
        assertThat(back.options().notBefore()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(back.queue()).isEqualTo("other");
    }

    @Test
    void membersOfNewerBuildsAreIgnoredAndUnknownTypesCarried() {
        String text = "{\"shape\":{\"deep\":[1]},\"payload\":{\"x\": [1, {\"y\":\"}\"}]},\"id\":\"1\",\"v\":7,"
                + "\"type\":\"from_the_future\",\"user\":\"" + USER + "\",\"queue\":\"default\",\"enqueued_at\":1}";
        TaskMessage message = TaskMessageJson.read(text);
        assertThat(message.capability()).isEqualTo("from_the_future:7");
        assertThat(message.payload()).isEqualTo("{\"x\": [1, {\"y\":\"}\"}]}");
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(message));
    }

    @Test
    void anyTextTravelsInAKey() {
        String key = "\"sale\" \\ 1/2 é 😀 \n\u0001";
        TaskMessage message = codec.encode(new SyncTask.AdjustStock(USER, "7", -2, key), EnqueueOptions.DEFAULTS);
        String text = TaskMessageJson.write(message);
        assertThat(JSON.readTree(text).get("unique").asString()).isEqualTo("adjust_stock:" + USER + ":" + key);
        assertThat(text).doesNotContain("\n");
        assertThat(TaskMessageJson.read(text)).isEqualTo(message);
    }

    @Test
    void onlyTheTasksOwnUserIsLeftOutOfItsPayload() {
        TaskType<Gift> type = TaskType.of("gift", Gift.class, TaskPolicy.standard());
        TaskCodec withGifts = new TaskCodec(TaskTypes.builtIn().with(List.of(type)), clock);
        Gift gift = new Gift(USER, new SyncTask.DeleteProduct(USER, "7"));
        TaskMessage message = withGifts.encode(gift, EnqueueOptions.DEFAULTS);
        assertThat(message.payload())
                .isEqualTo("{\"present\":{\"user\":\"" + USER + "\",\"external_stock_id\":\"7\"}}");
        assertThat(withGifts.decode(message)).isEqualTo(gift);
    }

    private record Gift(UUID user, SyncTask.DeleteProduct present) implements Task {}

    @Test
    void ofAMemberThatComesTwiceTheLastCountsAndNullCountsAsMissing() {
        String text = "{\"id\":\"1\",\"type\":\"t\",\"v\":1,\"v\":2,\"user\":\"" + USER + "\",\"queue\":\"q\","
                + "\"priority\":3,\"priority\":null,\"not_before\":null,\"enqueued_at\":1,\"payload\":{}}";
        TaskMessage message = TaskMessageJson.read(text);
        assertThat(message.version()).isEqualTo(2);
        assertThat(message.options().priority()).isEqualTo(3);
        assertThat(message.options().notBefore()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "v", "user", "queue", "enqueued_at", "payload"})
    void aMessageThatLacksAMemberIsRefusedByItsName(String member) {
        TaskMessage message = codec.encode(new SyncTask.PollOrders(USER), EnqueueOptions.DEFAULTS);
        String text = TaskMessageJson.write(message).replace('"' + member + '"', "\"other\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskMessageJson.read(text))
                .withMessage("A task message lacks '" + member + "'");
    }

    @Test
    void namesMayBeAsLongAsTheyMayBe() {
        assertThat(TaskNames.requireQueue("9.b_c-" + "d".repeat(58))).hasSize(64);
        assertThat(TaskNames.requireType("a_9" + "b".repeat(47))).hasSize(50);
        assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.requireQueue("q".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.requireType("t".repeat(51)));
    }

    @ParameterizedTest
    @CsvSource({"a b", "aB", "''", "é", "_a", "9a", "a-b", "a.b", "a:"})
    void typeNamesAreRefusedThatCouldBreakKeys(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.requireType(name));
    }

    @ParameterizedTest
    @CsvSource({"a b", "A", "''", "é", "-a", "_a", ".a", "a:", "a/"})
    void queueNamesAreRefusedThatCouldBreakKeys(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.requireQueue(name));
    }

    @Test
    void oneNameOrRecordCannotStandForTwoTypes() {
        TaskType<?> taken = TaskType.of("bulk_sync", SyncTask.BulkSync.class, TaskPolicy.standard());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskTypes.builtIn().with(List.of(taken)));
        TaskType<?> twin = TaskType.of("twin", SyncTask.BulkSync.class, TaskPolicy.standard());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskTypes.builtIn().with(List.of(twin)));
    }
}
