package io.brxsync.limit;

/** Hears what a limiter decides. Called on the asking thread; must return at once. Never hears of users. */
public interface LimitListener {
    /** Hears nothing. */
    LimitListener NONE = new LimitListener() {};

    /**
     * A request may go.
     *
     * @param factor share of the limit in use, 1 when not throttled
     * @param used share of the user's limit that is spent now, this request included
     */
    default void granted(double factor, double used) {}

    /** The request of a granted permit is over. */
    default void ended() {}
}
