package io.brxsync.examples.benchmark;

/**
 * One of several that are measured beside each other.
 *
 * @param name what the table calls it
 * @param trial measures it once
 */
public record Contender(String name, Trial trial) {

    /** One measurement, with everything that it needs and leaves behind. */
    @FunctionalInterface
    public interface Trial {
        /** Runs it and says what came out. */
        Figures run() throws Exception;
    }
}
