package io.brxsync.examples.simulator;

/**
 * What a new account is like.
 *
 * @param currency the ISO currency of all its prices
 * @param products how many generated listings it starts with
 * @param seed the seed of those listings
 */
public record AccountSpec(String currency, int products, long seed) {
    /** Refuses a negative number of listings. */
    public AccountSpec {
        if (products < 0) {
            throw new IllegalArgumentException("products must not be negative: " + products);
        }
    }

    /** An empty account in euros. */
    public static AccountSpec empty() {
        return new AccountSpec("EUR", 0, 0);
    }

    /** An account in euros with generated listings. */
    public static AccountSpec of(int products, long seed) {
        return new AccountSpec("EUR", products, seed);
    }

    /** The same in another currency. */
    public AccountSpec currency(String iso) {
        return new AccountSpec(iso, products, seed);
    }
}
