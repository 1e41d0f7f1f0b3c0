package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.config.Secret;
import io.brxsync.port.Account;
import io.brxsync.port.AccountCounts;
import io.brxsync.port.AccountPage;
import io.brxsync.port.AccountQuery;
import io.brxsync.port.AccountStore;
import io.brxsync.port.ApiToken;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final UUID user = UUID.randomUUID();
    private final Seller seller = new Seller(user, ApiToken.of("eyJ.token.of-a-seller"));
    private StoreFixture fixture;
    private AccountStore accounts;

    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.HOME;
    }

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(surroundings());
        accounts = fixture.store.accounts();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aConnectedUserIsFoundAndTheirSecretsAreEncrypted() {
        Instant before = Instant.now().minus(1, ChronoUnit.MINUTES);
        accounts.connect(seller, SECRET);

        Account account = accounts.find(user).orElseThrow();
        assertThat(account).isEqualTo(new Account(user, SyncStatus.IDLE, false, null, null, account.connectedAt(), 0));
        assertThat(account.connectedAt()).isBetween(before, before.plus(2, ChronoUnit.MINUTES));
        assertThat(accounts.seller(user)).isEqualTo(seller);
        assertThat(accounts.webhookSecret(user)).contains(new Secret(SECRET));
        assertThat(fixture.column("select cardtrader_token_encrypted || ' ' || webhook_secret from user_sync_settings"))
                .singleElement()
                .asString()
                .doesNotContain("seller", SECRET)
                .matches("gAAAA[\\w=-]+ gAAAA[\\w=-]+");
    }

    @Test
    void nobodyIsNobody() {
        assertThat(accounts.find(user)).isEmpty();
        assertThat(accounts.list()).isEmpty();
        assertThat(accounts.webhookSecret(user)).isEmpty();
        assertThat(accounts.disconnect(user)).isFalse();
        assertThat(accounts.suspend(user, true)).isFalse();
        assertRefused(Kind.REJECTED, "not connected");
        assertThatThrownBy(() -> accounts.syncStarted(user)).hasMessageContaining("not connected");
        synced(user);
        accounts.syncFailed(user, "no one there");
        assertThat(accounts.list()).isEmpty();
    }

    @Test
    void connectingAgainReplacesTheTokenAndClearsTheError() {
        accounts.connect(seller, SECRET);
        accounts.syncStarted(user);
        accounts.syncFailed(user, "CardTrader refuses the token; connect again");
        assertThat(accounts.find(user))
                .hasValueSatisfying(account -> assertThat(account.lastError()).contains("connect again"));
        Seller renewed = new Seller(user, ApiToken.of("another"));

        accounts.connect(renewed, SECRET);

        assertThat(accounts.seller(user)).isEqualTo(renewed);
        assertThat(status()).isEqualTo(SyncStatus.IDLE);
        assertThat(accounts.find(user).orElseThrow().lastError()).isNull();
        synced(user);
        accounts.syncFailed(user, "again");
        accounts.connect(renewed, SECRET);
        assertThat(status()).as("was in step before").isEqualTo(SyncStatus.ACTIVE);
        assertThat(accounts.list()).hasSize(1);
    }

    @Test
    void theStateFollowsTheSyncs() {
        accounts.connect(seller, SECRET);
        accounts.syncStarted(user);
        assertThat(status()).isEqualTo(SyncStatus.INITIAL_SYNC);
        synced(user);
        Account active = accounts.find(user).orElseThrow();
        assertThat(active.status()).isEqualTo(SyncStatus.ACTIVE);
        assertThat(active.lastSyncAt()).isNotNull();
        accounts.syncStarted(user);
        assertThat(status()).as("no longer the first").isEqualTo(SyncStatus.ACTIVE);
        accounts.syncFailed(user, "x".repeat(5000) + "\0");
        assertThat(status()).isEqualTo(SyncStatus.ERROR);
        assertThat(accounts.find(user).orElseThrow().lastError()).hasSize(2000);
        accounts.syncStarted(user);
        assertThat(status()).isEqualTo(SyncStatus.ERROR);
        synced(user);
        assertThat(accounts.find(user).orElseThrow().lastError()).isNull();
    }

    @Test
    void aSuspendedUserHasNoToken() {
        accounts.connect(seller, SECRET);
        assertThat(accounts.suspend(user, true)).isTrue();
        String since = fixture.value("select suspended_at from user_sync_settings");
        assertThat(accounts.suspend(user, true)).isTrue();
        assertThat(fixture.value("select suspended_at from user_sync_settings")).isEqualTo(since);
        assertThat(accounts.find(user).orElseThrow().suspended()).isTrue();
        assertRefused(Kind.SUSPENDED, "suspended");
        accounts.connect(seller, SECRET);
        assertRefused(Kind.SUSPENDED, "suspended");

        assertThat(accounts.suspend(user, false)).isTrue();

        assertThat(accounts.seller(user)).isEqualTo(seller);
    }

    @Test
    void aDisconnectedUserKeepsTheirRows() {
        accounts.connect(seller, SECRET);
        fixture.execute("insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents) values ('"
                + user + "', 1, 2, 3), ('" + user + "', 2, 0, 3)");
        assertThat(accounts.find(user).orElseThrow().products()).isEqualTo(1);
        assertThat(accounts.list())
                .singleElement()
                .satisfies(account -> assertThat(account.products()).isEqualTo(1));

        assertThat(accounts.disconnect(user)).isTrue();

        assertThat(accounts.list()).isEmpty();
        assertThat(fixture.store.inventory().count(user)).isEqualTo(1);
    }

    @Test
    void staleUsersComeLongestAgoFirst() {
        List<UUID> users =
                List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), new UUID(0, 4), new UUID(0, 5), new UUID(0, 6));
        users.forEach(one -> accounts.connect(new Seller(one, seller.token()), SECRET));
        fixture.execute("update user_sync_settings set sync_status = 'active', last_sync_at = now() - case user_id"
                + " when '" + users.get(0) + "' then interval '23 hours 59 minutes'"
                + " when '" + users.get(1) + "' then interval '24 hours 1 minute'"
                + " when '" + users.get(2) + "' then interval '40 days'"
                + " when '" + users.get(3) + "' then interval '50 days'"
                + " when '" + users.get(4) + "' then interval '60 days' end");
        accounts.suspend(users.get(3), true);
        accounts.syncFailed(users.get(4), "broken");

        assertThat(accounts.stale(Duration.ofHours(24))).containsExactly(users.get(5), users.get(2), users.get(1));
        assertThat(accounts.stale(Duration.ZERO)).hasSize(4).endsWith(users.get(0));
    }

    @Test
    void keysAreRotated() {
        accounts.connect(seller, SECRET);
        UUID inClear = UUID.randomUUID();
        accounts.connect(new Seller(inClear, seller.token()), SECRET);
        fixture.execute(
                "update user_sync_settings set webhook_secret = '" + SECRET + "' where user_id = '" + inClear + "'");
        UUID without = UUID.randomUUID();
        accounts.connect(new Seller(without, seller.token()), SECRET);
        fixture.execute("update user_sync_settings set webhook_secret = null where user_id = '" + without + "'");
        assertThat(accounts.webhookSecret(inClear))
                .as("from the Python service")
                .contains(new Secret(SECRET));
        assertThat(accounts.webhookSecret(without)).isEmpty();

        assertThat(accounts.reencrypt()).as("only the one in clear").isEqualTo(1);
        assertThat(accounts.webhookSecret(inClear)).contains(new Secret(SECRET));

        Secret newer = TokenCipher.generateKey();
        try (PostgresStore both = open(newer.value() + " , " + StoreFixture.KEY.value());
                PostgresStore onlyNew = open(newer.value())) {
            assertThat(both.accounts().seller(user)).isEqualTo(seller);
            assertThatThrownBy(() -> onlyNew.accounts().reencrypt()).hasMessageContaining("FERNET_KEY");

            assertThat(both.accounts().reencrypt()).isEqualTo(3);

            assertThat(both.accounts().reencrypt()).isZero();
            assertThat(onlyNew.accounts().seller(user)).isEqualTo(seller);
            assertThat(onlyNew.accounts().webhookSecret(inClear)).contains(new Secret(SECRET));
            assertRefused(Kind.CONFIGURATION, "FERNET_KEY");
        }
    }

    @Test
    void withoutAKeyEverythingButSecretsWorks() {
        accounts.connect(seller, SECRET);
        try (PostgresStore keyless = open("")) {
            assertThat(keyless.accounts().list()).hasSize(1);
            assertThatThrownBy(() -> keyless.accounts().seller(user))
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContaining("FERNET_KEY is not set");
        }
    }

    private PostgresStore open(String keys) {
        return StoreFixture.open(StoreFixture.config(fixture.database.url(), Map.of("FERNET_KEY", keys)), null);
    }

    private SyncStatus status() {
        return accounts.find(user).orElseThrow().status();
    }

    private void assertRefused(Kind kind, String words) {
        assertThatThrownBy(() -> accounts.seller(user))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words)
                .hasMessageNotContaining(seller.token().value());
    }

    @Test
    void pagesBeginWithThoseWhoNeedSomebody() {
        List<UUID> users =
                IntStream.range(0, 6).mapToObj(i -> new UUID(0xABC, i)).toList();
        users.forEach(each -> accounts.connect(new Seller(each, ApiToken.of("eyJ.token.of-a-seller")), SECRET));
        synced(users.get(0));
        synced(users.get(1));
        accounts.syncStarted(users.get(2));
        accounts.syncFailed(users.get(4), "Token refused: 100% of \"calls\"");
        accounts.suspend(users.get(5), true);

        AccountPage first = accounts.page(new AccountQuery(null, false, "", 0, 4));
        assertThat(first.total()).isEqualTo(6);
        assertThat(first.accounts())
                .extracting(Account::user)
                .containsExactly(users.get(4), users.get(2), users.get(3), users.get(5));
        assertThat(accounts.page(new AccountQuery(null, false, "", 4, 4)).accounts())
                .extracting(Account::user)
                .containsExactly(users.get(0), users.get(1));
        assertThat(page(SyncStatus.ACTIVE, false, "")).containsExactly(users.get(0), users.get(1));
        assertThat(page(null, true, "")).containsExactly(users.get(5));
        assertThat(page(null, false, "100% OF \"CALLS")).containsExactly(users.get(4));
        assertThat(page(null, false, users.get(3).toString().toUpperCase(Locale.ROOT)))
                .containsExactly(users.get(3));
        assertThat(page(null, false, "%")).containsExactly(users.get(4));
        assertThat(page(SyncStatus.ERROR, true, "' or 1=1 --")).isEmpty();
        assertThat(accounts.counts()).isEqualTo(new AccountCounts(6, 2, 1, 2, 1, 1));
        assertThatThrownBy(() -> new AccountQuery(null, false, "", 0, 501))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<UUID> page(SyncStatus status, boolean suspended, String search) {
        AccountPage page = accounts.page(new AccountQuery(status, suspended, search, 0, 500));
        assertThat(page.total()).isEqualTo(page.accounts().size());
        return page.accounts().stream().map(Account::user).toList();
    }

    /** A sync of an inventory without products comes to its end. */
    private void synced(UUID user) {
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.commit(new InventoryMerge.Options(null, null, InventoryMerge.Removals.GUARDED, 0));
        }
    }
}
