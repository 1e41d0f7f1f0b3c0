package io.brxsync.cli;

import java.io.PrintStream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prints results for programs: snake case, times as ISO-8601 in UTC, absent values as null. */
final class Json {
    private Json() {}

    /** One object over several lines. */
    static void print(PrintStream out, Object result) {
        out.println(mapper().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(result));
    }

    /** One object on one line. */
    static void line(PrintStream out, Object result) {
        out.println(mapper().build().writeValueAsString(result));
    }

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    }
}
