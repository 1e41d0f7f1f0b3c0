package io.brxsync.port;

import java.util.List;

/**
 * Some of the users that a query found. Immutable.
 *
 * @param accounts those of the page: in error first, then in their first sync, then who was synced longest ago
 * @param total how many the query found on all pages
 */
public record AccountPage(List<Account> accounts, long total) {
    /** Copies the list. */
    public AccountPage {
        accounts = List.copyOf(accounts);
    }
}
