package io.brxsync.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import io.brxsync.port.AccountStore;
import io.brxsync.port.AppInfo;
import io.brxsync.port.Seller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of webhook signatures: from memory, else from the database, and once in a while from CardTrader, where a seller
 * may have renewed the app. Forged signatures make it look no more often than that. Thread-safe.
 */
public final class WebhookSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSecrets.class);
    private static final int MOST = 20_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** So long is a key from the database not looked up again, whatever signatures come. */
    private static final Duration YOUNG = Duration.ofSeconds(5);

    /** So often is CardTrader asked for one user's key, in the whole namespace. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    private final AccountStore accounts;
    private final Function<Seller, AppInfo> info;
    private final Once once;
    private final InstantSource clock;
    private final Cache<UUID, Entry> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** Lets one of many processes do something once in a while. */
    @FunctionalInterface
    public interface Once {
        /** Whether it is the caller's to do; nobody else's for this time. */
        boolean tryLock(String name, Duration time);
    }

    private record Entry(Optional<Secret> secret, Instant read) {}

    /**
     * Keys of these accounts.
     *
     * @param info asks CardTrader for an app
     * @param once shared by the namespace
     */
    public WebhookSecrets(AccountStore accounts, Function<Seller, AppInfo> info, Once once, InstantSource clock) {
        this.accounts = accounts;
        this.info = info;
        this.once = once;
        this.clock = clock;
    }

    /** The key as last seen; empty for a user who is not connected. */
    Optional<Secret> of(UUID user) {
        return known.get(user, this::read).secret();
    }

    private Entry read(UUID user) {
        return new Entry(accounts.webhookSecret(user), clock.instant());
    }

    /**
     * Looks for a newer key.
     *
     * @param fits whether a key is the one that is looked for
     * @return whether there is one that fits
     */
    boolean newer(UUID user, Predicate<Secret> fits) {
        Entry entry = known.get(user, this::read);
        if (entry.read().plus(YOUNG).isBefore(clock.instant())) {
            entry = read(user);
            known.put(user, entry);
            if (entry.secret().filter(fits).isPresent()) {
                return true;
            }
        }
        return entry.secret().isPresent() && renewed(user).filter(fits).isPresent();
    }

    private Optional<Secret> renewed(UUID user) {
        try {
            if (!once.tryLock("webhook-secret:" + user, ASK_AGAIN)) {
                return Optional.empty();
            }
            Secret secret = new Secret(info.apply(accounts.seller(user)).sharedSecret());
            accounts.renewWebhookSecret(user, secret);
            known.put(user, new Entry(Optional.of(secret), clock.instant()));
            LOG.info("Webhook secret read again from CardTrader, as a signature did not match user={}", user);
            return Optional.of(secret);
        } catch (BrxException e) {
            LOG.warn(
                    "Webhook secret cannot be read again, the known one stays; next try in_minutes={} user={} reason={}",
                    ASK_AGAIN.toMinutes(),
                    user,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
