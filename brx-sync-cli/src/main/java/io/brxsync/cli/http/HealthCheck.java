package io.brxsync.cli.http;

/**
 * Asks one dependency whether it is well. Immutable.
 *
 * @param name its short name
 * @param address where it is, without credentials
 * @param question answers with a fact worth showing, or throws
 */
public record HealthCheck(String name, String address, Question question) {
    /** The question. */
    @FunctionalInterface
    public interface Question {
        /**
         * A fact worth showing.
         *
         * @throws io.brxsync.BrxException if the dependency is not usable
         */
        String ask();
    }
}
