package io.brxsync.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Turns what the core refuses into a usage error that names the option. */
final class Usage {
    private Usage() {}

    /** A value made from an option; an {@link IllegalArgumentException} becomes exit code 2. */
    static <T> T of(CommandSpec spec, String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw error(spec, option + ": " + e.getMessage());
        }
    }

    static ParameterException error(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    static void require(CommandSpec spec, boolean condition, String message) {
        if (!condition) {
            throw error(spec, message);
        }
    }
}
