package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.REJECTED;
import static io.brxsync.BrxException.Kind.RETRYABLE;
import static io.brxsync.BrxException.Kind.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.wire.Blueprint;
import io.brxsync.cardtrader.wire.Category;
import io.brxsync.cardtrader.wire.Expansion;
import io.brxsync.cardtrader.wire.Game;
import io.brxsync.cardtrader.wire.Property;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.port.ApiToken;
import io.brxsync.port.AppInfo;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Seller;
import io.brxsync.spi.MarketplaceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints around the inventory, and how the client is found. */
class CardTraderTest {
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(50);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void infoTellsTheAppBehindAToken() {
        AppInfo info = rig.client().info(rig.seller);

        assertThat(info)
                .isEqualTo(new AppInfo(
                        rig.account.appName(),
                        rig.account.appId(),
                        (long) rig.account.userId(),
                        rig.account.sharedSecret(),
                        null));
        rig.account.setWebhookUrl("https://shop.example/hook");
        assertThat(rig.client().info(rig.seller).webhookUrl()).isEqualTo("https://shop.example/hook");
    }

    @Test
    void aReplacedTokenIsRefused() {
        rig.account.rotateToken();
        BrxException failure = Rig.failure(() -> rig.client().info(rig.seller));

        assertThat(failure.kind()).isEqualTo(UNAUTHORIZED);
        assertThat(failure)
                .hasMessageContaining("GET /info")
                .hasMessageContaining("401")
                .hasMessageContaining("unauthorized")
                .hasMessageContaining(rig.seller.user().toString())
                .hasMessageMatching("(?s).*\\(request [0-9a-f-]{36}\\).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknownFields", "otherEnvelope"})
    void theCatalogueIsReadInAnyWrapping(String oddity) {
        if (oddity.equals("unknownFields")) {
            rig.simulator.faults().always(Fault.unknownFields(), FaultMatch.any());
        } else if (oddity.equals("otherEnvelope")) {
            rig.simulator.faults().always(Fault.otherEnvelope(), FaultMatch.any());
        }
        CardTrader client = rig.client();

        List<Game> games = client.games(rig.seller);
        List<Category> categories = client.categories(rig.seller);
        List<Expansion> expansions = client.expansions(rig.seller);

        var catalogue = rig.simulator.blueprints();
        assertThat(games)
                .hasSameSizeAs(catalogue.games())
                .allMatch(game -> !game.name().isEmpty());
        assertThat(categories).hasSameSizeAs(catalogue.categories());
        assertThat(expansions)
                .hasSameSizeAs(catalogue.expansions())
                .allMatch(each -> !each.code().isEmpty());
        assertThat(categories.stream().flatMap(category -> category.properties().stream()))
                .anyMatch(property -> property.type().equals("boolean")
                        && property.possibleValues().contains("true"));
        assertThat(client.categories(rig.seller, games.get(0).id()))
                .isNotEmpty()
                .allMatch(category -> category.gameId() == games.get(0).id());
    }

    @Test
    void blueprintsAreHandedOnWhileTheyArrive() {
        var some = rig.account.inventory().list().get(0).blueprint();
        List<Blueprint> blueprints = new ArrayList<>();

        long count = rig.client().blueprintsExport(rig.seller, some.expansionId(), blueprints::add);

        assertThat(count).isEqualTo(blueprints.size());
        assertThat(blueprints.stream().map(Blueprint::id))
                .containsExactlyInAnyOrderElementsOf(rig.simulator.blueprints().ofExpansion(some.expansionId()).stream()
                        .map(each -> (long) each.id())
                        .toList());
        Blueprint blueprint = blueprints.stream()
                .filter(each -> each.id() == some.id())
                .findFirst()
                .orElseThrow();
        assertThat(blueprint.name()).isEqualTo(some.name());
        assertThat(blueprint.place().expansionId()).isEqualTo((long) some.expansionId());
        assertThat(blueprint.editableProperties()).extracting(Property::name).contains("condition");
    }

    @Test
    void blueprintsThatAreNotReadyComeLater() {
        int expansion = rig.account.inventory().list().get(0).blueprint().expansionId();
        rig.simulator.readiness().notReady(expansion);

        BrxException failure = Rig.failure(() -> rig.client().blueprintsExport(rig.seller, expansion, each -> {}));

        assertThat(failure.kind()).isEqualTo(RETRYABLE);
        assertThat(failure).hasMessageContaining("Data is not ready");
        assertThat(rig.simulator.requests().total()).isEqualTo(1);
    }

    @Test
    void theExpansionsOfAnInventory() {
        TreeSet<Long> expected = new TreeSet<>();
        rig.account
                .inventory()
                .list()
                .forEach(product -> expected.add((long) product.blueprint().expansionId()));

        assertThat(new TreeSet<>(rig.client().expansionsExport(rig.seller).stream()
                        .map(Expansion::id)
                        .toList()))
                .isEqualTo(expected);
    }

    @Test
    void labelsHaveNoIds() {
        CardTrader client = rig.client();
        int expansion = rig.account.inventory().list().get(0).blueprint().expansionId();
        client.blueprintsExport(rig.seller, expansion, each -> {});
        client.categories(rig.seller, 1);
        client.info(rig.seller);
        rig.simulator.faults().always(Fault.json(404, "{\"error_code\":\"not_found\"}"), FaultMatch.any());
        assertThat(Rig.failure(() -> client.games(rig.seller)).kind()).isEqualTo(REJECTED);

        assertThat(rig.heard.responses)
                .containsExactly("/blueprints/export 200", "/categories 200", "/info 200", "/games 404");
    }

    @Test
    void isFoundAndOpenedWithoutConnecting() {
        MarketplaceProvider provider = ServiceLoader.load(MarketplaceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(CardTraderProvider.class::isInstance)
                .findFirst()
                .orElseThrow();
        BrxConfig config = BrxConfig.from(Map.of("CARDTRADER_API_BASE_URL", rig.simulator.baseUrl()));

        try (Marketplace marketplace = provider.open(config, rig.limiter, rig.heard, rig.clock)) {
            assertThat(rig.simulator.requests().total()).isZero();
            assertThat(marketplace.circuitOpen()).isFalse();
            assertThat(marketplace.info(rig.seller).appId()).isEqualTo(rig.account.appId());
            marketplace.close();
            assertThat(Rig.failure(() -> marketplace.info(rig.seller))).hasMessageContaining("closed");
        }
    }

    @Test
    void usersDoNotMixUp() {
        var other = rig.simulator.createAccount();
        CardTrader client = rig.client();

        assertThat(client.info(Rig.seller(other)).appId()).isEqualTo(other.appId());
        assertThat(client.info(rig.seller).appId()).isEqualTo(rig.account.appId());
        Seller stranger = new Seller(rig.seller.user(), ApiToken.of("stranger"));
        assertThat(Rig.failure(() -> client.info(stranger)).kind()).isEqualTo(UNAUTHORIZED);
    }
}
