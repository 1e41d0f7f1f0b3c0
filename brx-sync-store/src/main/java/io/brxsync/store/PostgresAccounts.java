package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.config.Secret;
import io.brxsync.port.Account;
import io.brxsync.port.AccountCounts;
import io.brxsync.port.AccountPage;
import io.brxsync.port.AccountQuery;
import io.brxsync.port.AccountStore;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStart;
import io.brxsync.port.SyncStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Accounts in {@code user_sync_settings}. Tokens and webhook secrets are Fernet tokens there; a webhook secret that the
 * Python service left in clear is read as it is, and encrypted by {@link #reencrypt}. Thread-safe.
 */
final class PostgresAccounts implements AccountStore {
    /** What CardTrader makes secrets of. A Fernet token never looks like it: it begins with a "g". */
    private static final Pattern CLEAR_SECRET = Pattern.compile("[0-9a-fA-F]{1,128}");

    /** So that the encrypted form fits into the contract's varchar(255). */
    private static final int LONGEST_SECRET = 100;

    private static final int LONGEST_ERROR = 2000;

    private final Database database;
    private final List<Secret> keys;

    PostgresAccounts(Database database, List<Secret> keys) {
        this.database = database;
        this.keys = List.copyOf(keys);
    }

    @Override
    public Optional<Account> find(UUID user) {
        return database.inTransaction(handle -> handle.createQuery(sql("find"))
                .bind("user", user)
                .map((row, context) -> account(row))
                .findOne());
    }

    @Override
    public List<Account> list() {
        return database.inTransaction(handle -> handle.createQuery(sql("list"))
                .map((row, context) -> account(row))
                .list());
    }

    @Override
    public AccountPage page(AccountQuery query) {
        SyncStatus status = query.status();
        return database.inTransaction(handle -> {
            List<Account> accounts = handle.createQuery(sql("page"))
                    .bind("status", status == null ? null : status.wireName())
                    .bind("suspended", query.suspended())
                    .bind("search", query.search())
                    .bind("offset", query.offset())
                    .bind("limit", query.limit())
                    .map((row, context) -> account(row))
                    .list();
            long total = handle.createQuery(sql("page_total"))
                    .bind("status", status == null ? null : status.wireName())
                    .bind("suspended", query.suspended())
                    .bind("search", query.search())
                    .mapTo(Long.class)
                    .one();
            return new AccountPage(accounts, total);
        });
    }

    @Override
    public AccountCounts counts() {
        return database.inTransaction(handle -> handle.createQuery(sql("counts"))
                .map((row, context) -> new AccountCounts(
                        row.getLong("total"),
                        row.getLong("idle"),
                        row.getLong("initial_sync"),
                        row.getLong("active"),
                        row.getLong("error"),
                        row.getLong("suspended")))
                .one());
    }

    @Override
    public List<UUID> stale(Duration olderThan) {
        return database.inTransaction(handle -> handle.createQuery(sql("stale"))
                .bind("seconds", olderThan.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public Seller seller(UUID user) {
        return seller(
                user,
                database.inTransaction(handle -> handle.createQuery(sql("seller"))
                        .bind("user", user)
                        .map((row, context) -> credentials(row))
                        .findOne()));
    }

    private Seller seller(UUID user, Optional<Credentials> found) {
        Credentials stored =
                found.orElseThrow(() -> BrxException.of(Kind.REJECTED, "User " + user + " is not connected"));
        if (stored.suspended()) {
            throw BrxException.of(Kind.SUSPENDED, "User " + user + " is suspended");
        }
        return new Seller(user, ApiToken.of(TokenCipher.of(keys).decrypt(stored.token())));
    }

    @Override
    public void connect(Seller seller, String webhookSecret) {
        TokenCipher cipher = TokenCipher.of(keys);
        String token = cipher.encrypt(seller.token().value());
        String secret = cipher.encrypt(storable(webhookSecret));
        database.inTransaction(handle -> handle.createUpdate(sql("connect"))
                .bind("user", seller.user())
                .bind("token", token)
                .bind("secret", secret)
                .execute());
    }

    @Override
    public Optional<Secret> webhookSecret(UUID user) {
        return database.inTransaction(handle -> handle.createQuery(sql("seller"))
                        .bind("user", user)
                        .map((row, context) -> credentials(row))
                        .findOne())
                .map(Credentials::secret)
                .filter(stored -> !stored.isBlank())
                .map(stored -> new Secret(
                        inClear(stored) ? stored.strip() : TokenCipher.of(keys).decrypt(stored)));
    }

    @Override
    public void renewWebhookSecret(UUID user, Secret secret) {
        String encrypted = TokenCipher.of(keys).encrypt(storable(secret.value()));
        database.inTransaction(handle -> handle.createUpdate(sql("renew_secret"))
                .bind("user", user)
                .bind("secret", encrypted)
                .execute());
    }

    private static String storable(String webhookSecret) {
        if (webhookSecret.length() > LONGEST_SECRET) {
            throw new IllegalArgumentException("A webhook secret has at most " + LONGEST_SECRET + " characters");
        }
        return webhookSecret;
    }

    @Override
    public int reencrypt() {
        TokenCipher cipher = TokenCipher.of(keys);
        List<UUID> users = database.inTransaction(
                handle -> handle.createQuery(sql("users")).mapTo(UUID.class).list());
        int rewritten = 0;
        for (UUID user : users) {
            rewritten += database.inTransaction(handle -> reencrypt(handle, cipher, user));
        }
        return rewritten;
    }

    private static int reencrypt(Handle handle, TokenCipher cipher, UUID user) {
        Optional<Credentials> found = handle.createQuery(sql("seller_for_update"))
                .bind("user", user)
                .map((row, context) -> credentials(row))
                .findOne();
        if (found.isEmpty()) {
            return 0;
        }
        Credentials stored = found.get();
        String token =
                cipher.isCurrent(stored.token()) ? stored.token() : cipher.encrypt(cipher.decrypt(stored.token()));
        String secret = current(cipher, stored.secret());
        if (token.equals(stored.token()) && Objects.equals(secret, stored.secret())) {
            return 0;
        }
        return handle.createUpdate(sql("replace_secrets"))
                .bind("user", user)
                .bind("token", token)
                .bind("secret", secret)
                .execute();
    }

    private static @Nullable String current(TokenCipher cipher, @Nullable String secret) {
        if (secret == null || secret.isBlank() || cipher.isCurrent(secret)) {
            return secret;
        }
        return cipher.encrypt(inClear(secret) ? secret.strip() : cipher.decrypt(secret));
    }

    private static boolean inClear(String secret) {
        return CLEAR_SECRET.matcher(secret.strip()).matches();
    }

    @Override
    public boolean disconnect(UUID user) {
        return update("disconnect", user) > 0;
    }

    @Override
    public boolean suspend(UUID user, boolean suspended) {
        return database.inTransaction(handle -> handle.createUpdate(sql("suspend"))
                        .bind("user", user)
                        .bind("suspended", suspended)
                        .execute())
                > 0;
    }

    @Override
    public SyncStart syncStarted(UUID user) {
        Optional<Started> started = database.inTransaction(handle -> handle.createQuery(sql("sync_started"))
                .bind("user", user)
                .map((row, context) -> new Started(credentials(row), Objects.requireNonNull(instant(row, "at"))))
                .findOne());
        Seller seller = seller(user, started.map(Started::credentials));
        return new SyncStart(seller, started.orElseThrow().at());
    }

    private record Started(Credentials credentials, Instant at) {}

    @Override
    public void syncFailed(UUID user, String message) {
        String clean = String.valueOf(PgText.clean(message));
        database.inTransaction(handle -> handle.createUpdate(sql("sync_failed"))
                .bind("user", user)
                .bind("message", clean.length() > LONGEST_ERROR ? clean.substring(0, LONGEST_ERROR) : clean)
                .execute());
    }

    private int update(String name, UUID user) {
        return database.inTransaction(
                handle -> handle.createUpdate(sql(name)).bind("user", user).execute());
    }

    private static String sql(String name) {
        return Sql.of(PostgresAccounts.class, name);
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("user_id", UUID.class),
                SyncStatus.ofWireName(row.getString("sync_status")),
                row.getBoolean("suspended"),
                instant(row, "last_sync_at"),
                row.getString("last_error"),
                instant(row, "created_at"),
                row.getLong("products"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Credentials credentials(ResultSet row) throws SQLException {
        return new Credentials(
                row.getString("cardtrader_token_encrypted"),
                row.getString("webhook_secret"),
                row.getBoolean("suspended"));
    }

    /** As stored; never printed. */
    private record Credentials(String token, @Nullable String secret, boolean suspended) {
        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }
}
