package io.brxsync.port;

import io.brxsync.config.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Connected users and their encrypted tokens. Thread-safe; errors as in {@link SyncStore}. */
public interface AccountStore {

    /** One user. */
    Optional<Account> find(UUID user);

    /** All users, sorted by id. */
    List<Account> list();

    /** Some users, those first who need somebody; costs no more with thousands of others. */
    AccountPage page(AccountQuery query);

    /** How many users are in which state. */
    AccountCounts counts();

    /**
     * Users that should be synced: connected, neither suspended nor in error, and last synced longer ago than this or
     * never; longest ago first.
     */
    List<UUID> stale(Duration olderThan);

    /**
     * The user and their token.
     *
     * @throws io.brxsync.BrxException {@code REJECTED} if the user is not connected, {@code SUSPENDED} if an operator
     *     stopped all work for them, {@code CONFIGURATION} if no key of {@code FERNET_KEY} decrypts the token
     */
    Seller seller(UUID user);

    /**
     * Connects a user, or replaces the token of a connected one; an error state is cleared.
     *
     * @param seller the user and the token, stored encrypted
     * @param webhookSecret the key of webhook signatures, stored encrypted
     */
    void connect(Seller seller, String webhookSecret);

    /**
     * The key of a user's webhook signatures.
     *
     * @return empty when the user is not connected or has none
     * @throws io.brxsync.BrxException {@code CONFIGURATION} if no key of {@code FERNET_KEY} decrypts it
     */
    Optional<Secret> webhookSecret(UUID user);

    /** Replaces the key of a connected user's webhook signatures, stored encrypted. */
    void renewWebhookSecret(UUID user, Secret secret);

    /**
     * Encrypts again, with the first key of {@code FERNET_KEY}, what an older key or none encrypted. Once it ran, the
     * older keys may go. Safe to repeat and to run beside workers.
     *
     * @return users whose secrets were rewritten
     */
    int reencrypt();

    /**
     * Forgets a user's token and settings; the mirror's rows stay.
     *
     * @return whether the user was connected
     */
    boolean disconnect(UUID user);

    /**
     * Stops or starts all work for a user.
     *
     * @return whether the user is connected
     */
    boolean suspend(UUID user, boolean suspended);

    /**
     * A sync begins: {@code initial_sync} if none ever ended, else the state stays. It ends with {@link InventoryMerge#commit}
     * or {@link #syncFailed}.
     *
     * @return the user and the token as {@link #seller} has them, and the time for {@link InventoryStore#begin(UUID, Instant)}
     * @throws io.brxsync.BrxException as {@link #seller}
     */
    SyncStart syncStarted(UUID user);

    /** A sync failed: {@code error} with a message that says what to do, without secrets. */
    void syncFailed(UUID user, String message);
}
