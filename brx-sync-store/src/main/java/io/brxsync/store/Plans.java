package io.brxsync.store;

import java.util.Map;

/** How the server plans the statements of a transaction: settings of it, by name. */
enum Plans {
    /** As the server does by itself. */
    USUAL(Map.of()),
    /**
     * Rows are found by index, whoever's they are, so one plan does for all and need not be made for each. Left to itself the
     * server takes a plan made anew for the better one, by a hair, and makes it again each time. Without the ban on reading tables
     * whole, a plan from a time when they were small would do so until somebody counts their rows.
     */
    KEPT(Map.of("plan_cache_mode", "force_generic_plan", "enable_nestloop", "on", "enable_seqscan", "off")),
    /** Plans fit this user's numbers. */
    SOME_PRODUCTS(Map.of("plan_cache_mode", "force_custom_plan", "enable_nestloop", "on", "enable_seqscan", "on")),
    /**
     * The same, and whole inventories are joined. The statistics know nothing of a user who came today: a nested loop planned
     * for one row would run for minutes.
     */
    WHOLE_INVENTORIES(Map.of("plan_cache_mode", "force_custom_plan", "enable_nestloop", "off", "enable_seqscan", "on"));

    private final Map<String, String> settings;

    Plans(Map<String, String> settings) {
        this.settings = settings;
    }

    Map<String, String> settings() {
        return settings;
    }
}
