package io.brxsync.examples.simulator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All accounts, by token. Thread-safe. */
final class Accounts {
    private static final String BEARER = "Bearer ";

    private final SimulatedAccount.Services services;
    private final Properties.Pool pool = new Properties.Pool();
    private final AtomicLong productIds;
    private final AtomicInteger accountIds = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();
    private final List<SimulatedAccount> all = new CopyOnWriteArrayList<>();
    private final Map<String, SimulatedAccount> byToken = new ConcurrentHashMap<>();

    Accounts(SimulatedAccount.Services services) {
        this.services = services;
        this.productIds = new AtomicLong(services.options().firstProductId());
    }

    SimulatedAccount create(AccountSpec spec) {
        Inventory inventory = new Inventory(services.catalogue(), pool, productIds);
        inventory.generate(spec.products(), spec.seed());
        SimulatedAccount account =
                new SimulatedAccount(accountIds.incrementAndGet(), spec.currency(), inventory, this, services);
        all.add(account);
        byToken.put(account.token(), account);
        return account;
    }

    List<SimulatedAccount> all() {
        return List.copyOf(all);
    }

    /** The account of an {@code Authorization} header; null unless it is exactly {@code Bearer} and a valid token. */
    @Nullable
    SimulatedAccount byAuthorization(@Nullable String header) {
        return header == null || !header.startsWith(BEARER) ? null : byToken.get(header.substring(BEARER.length()));
    }

    void replaceToken(SimulatedAccount account, String old) {
        byToken.put(account.token(), account);
        byToken.remove(old);
    }

    String newToken() {
        return part(27) + "." + part(150) + "." + part(256);
    }

    String newSharedSecret() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String part(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
