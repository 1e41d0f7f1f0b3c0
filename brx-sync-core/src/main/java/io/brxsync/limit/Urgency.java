package io.brxsync.limit;

/** Who goes first when a user's own work competes for the user's allowance. */
public enum Urgency {
    /** A sale or another change that a buyer may feel: may spend everything, the reserve too. */
    URGENT,
    /** Everything else: leaves the {@link Reserve} alone. */
    ORDINARY
}
