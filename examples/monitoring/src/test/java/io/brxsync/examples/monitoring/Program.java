package io.brxsync.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.cli.Cli;
import io.brxsync.cli.Shell;
import io.brxsync.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line's own words about itself. */
final class Program {
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z-]+) {2,}");

    private Program() {}

    static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Shell.Streams streams = new Shell.Streams(new ByteArrayInputStream(new byte[0]), print, print);
        Shell shell =
                new Shell(streams, Map.of(), Path.of("target"), Terminal.none(), callback -> {}, Clock.systemUTC());
        assertThat(new Cli(shell, settings -> {}).run(arguments)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    static Set<String> commands() {
        Set<String> commands = COMMAND.matcher(run("--help"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(commands).contains("worker", "dead");
        return commands;
    }
}
