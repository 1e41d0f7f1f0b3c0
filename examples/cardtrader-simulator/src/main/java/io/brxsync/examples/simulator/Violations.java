package io.brxsync.examples.simulator;

import java.util.List;

/**
 * Requests that were over a limit, as counted when this was asked for. Immutable.
 *
 * @param counts one row for each account and class, in order of account
 */
public record Violations(List<Count> counts) {
    /**
     * What one account did with one allowance.
     *
     * @param accountId the account
     * @param rateClass the allowance
     * @param violations how many requests were over it
     * @param peak the most admitted requests that ever stood in one window; at most the limit
     */
    public record Count(int accountId, RateClass rateClass, long violations, int peak) {}

    /** Copies the list. */
    public Violations {
        counts = List.copyOf(counts);
    }

    /** All violations of all accounts. */
    public long total() {
        return counts.stream().mapToLong(Count::violations).sum();
    }

    /** All violations of one account. */
    public long of(SimulatedAccount account) {
        return counts.stream()
                .filter(c -> c.accountId() == account.id())
                .mapToLong(Count::violations)
                .sum();
    }

    /** The violations of one account in one class. */
    public long of(SimulatedAccount account, RateClass rateClass) {
        return counts.stream()
                .filter(c -> c.accountId() == account.id() && c.rateClass() == rateClass)
                .mapToLong(Count::violations)
                .sum();
    }
}
