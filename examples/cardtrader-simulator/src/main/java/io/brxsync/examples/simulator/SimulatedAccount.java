package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A seller's account with its app, its listings, orders, jobs and webhooks. Thread-safe. Its text form shows no
 * secret.
 */
public final class SimulatedAccount {
    private final int id;
    private final String currency;
    private final Inventory inventory;
    private final AccountLimits limits;
    private final Accounts accounts;
    private final Jobs jobs;
    private final Webhooks webhooks;
    private final Orders orders;
    private volatile String token;
    private volatile String sharedSecret;
    private volatile @Nullable String webhookUrl;

    SimulatedAccount(int id, String currency, Inventory inventory, Accounts accounts, Services services) {
        this.id = id;
        this.currency = currency;
        this.inventory = inventory;
        this.limits = new AccountLimits(services.options());
        this.accounts = accounts;
        this.token = accounts.newToken();
        this.sharedSecret = accounts.newSharedSecret();
        this.jobs = new Jobs(inventory, services.writer(), services.options(), services.scheduler());
        WebhookSender sender = new WebhookSender(
                services.http(), services.scheduler(), services.options(), () -> sharedSecret, () -> webhookUrl);
        this.webhooks = new Webhooks(id, sender, services.options().clock());
        this.orders = new Orders(
                inventory,
                services.catalogue(),
                services.orderIds(),
                services.options().clock(),
                new OrderJson(userId(), username(), currency),
                webhooks);
    }

    /** The number of the account in this simulator, from 1. */
    public int id() {
        return id;
    }

    /** CardTrader's id of the app that the token belongs to. */
    public int appId() {
        return 21_000 + id;
    }

    /** CardTrader's id of the seller. */
    public int userId() {
        return 526_000 + id;
    }

    /** The seller's name on CardTrader. */
    public String username() {
        return "simulated_seller_" + id;
    }

    /** The name of the app. */
    public String appName() {
        return String.format(Locale.ROOT, "simulated seller %06d sync app", id);
    }

    /** The currency of all prices of this account. */
    public String currency() {
        return currency;
    }

    /** The token that is valid now: long, random and in three parts like a JWT. */
    public String token() {
        return token;
    }

    /** The key of the webhook signature: 32 hexadecimal digits, used as text. */
    public String sharedSecret() {
        return sharedSecret;
    }

    /** Gives the app a new shared secret, with which webhooks are signed from now on. */
    public void rotateSharedSecret() {
        sharedSecret = accounts.newSharedSecret();
    }

    /** Creates a new token, which makes the old one invalid at once. */
    public synchronized String rotateToken() {
        String old = token;
        token = accounts.newToken();
        accounts.replaceToken(this, old);
        return token;
    }

    /** The listings. */
    public Inventory inventory() {
        return inventory;
    }

    /** The bulk jobs. */
    public Jobs jobs() {
        return jobs;
    }

    /** The orders. */
    public Orders orders() {
        return orders;
    }

    /** How webhooks are delivered, and how they were. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** Where webhooks go, if anywhere. */
    public Optional<String> webhookUrl() {
        return Optional.ofNullable(webhookUrl);
    }

    /** Registers or, with null or an empty text, unregisters the webhook, as {@code PATCH /app} does. */
    public void setWebhookUrl(@Nullable String url) {
        webhookUrl = url == null || url.isEmpty() ? null : url;
    }

    /** What the accounts of a simulator share. */
    record Services(
            SimulatorOptions options,
            Catalogue catalogue,
            ProductWriter writer,
            OrderIds orderIds,
            ScheduledExecutorService scheduler,
            HttpClient http) {}

    AccountLimits limits() {
        return limits;
    }

    @Override
    public String toString() {
        return "SimulatedAccount[id=" + id + "]";
    }
}
