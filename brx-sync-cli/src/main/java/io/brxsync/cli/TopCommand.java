package io.brxsync.cli;

import io.brxsync.BrxSync;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code top}: queues and users, again and again. */
@Command(
        name = "top",
        description = {
            "Shows queues and users live: on a terminal the screen is refreshed, and follows its size; elsewhere each look is printed below"
                    + " the last. Ctrl-C ends it."
        },
        footerHeading = "%nWith --json, an object a line for each look:%n",
        footer =
                "  {\"time\",\"users\":{\"total\",\"idle\",\"initial_sync\",\"active\",\"error\",\"suspended\"},\"queues\":[{...}]}")
final class TopCommand implements Callable<Integer> {
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--once", description = "Look once.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Time between two looks (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    TopCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        Usage.require(spec, interval.toMillis() >= 100, "--interval must be at least 100ms");
        CountDownLatch end = new CountDownLatch(1);
        if (once) {
            look();
            return ExitCode.DONE;
        }
        wiring.shell().signals().onRequest(signal -> end.countDown());
        cursor(HIDE_CURSOR);
        try {
            do {
                look();
            } while (!end.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            cursor(SHOW_CURSOR);
        }
        return ExitCode.INTERRUPTED;
    }

    private void cursor(String sequence) {
        if (live()) {
            wiring.shell().out().print(sequence);
            wiring.shell().out().flush();
        }
    }

    private boolean live() {
        return wiring.shell().terminal().interactive() && !once && !json;
    }

    private void look() {
        BrxSync brx = wiring.brx();
        Result result = new Result(
                wiring.shell().clock().instant(),
                UserCounts.of(brx.store().accounts().list()),
                brx.queues().stats().stream().map(QueueView::of).toList());
        PrintStream out = wiring.shell().out();
        if (json) {
            Json.line(out, result);
        } else if (live()) {
            // In one piece, so that the screen does not flicker.
            Terminal terminal = wiring.shell().terminal().now();
            out.print(
                    HOME_AND_CLEAR + cut(text(result, terminal), terminal.size().rows()));
        } else {
            out.print(text(result, wiring.shell().terminal()));
        }
        out.flush();
    }

    private static String text(Result result, Terminal terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream screen = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        screen.println(Table.fit(result.time() + "  " + result.users().line(), terminal));
        screen.println();
        QueueView.table(result.queues()).print(screen, terminal);
        screen.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Without what is below a terminal's last row: it would push the first lines out. The cursor needs a row, too. */
    private static String cut(String text, int rows) {
        List<String> lines = text.lines().toList();
        int shown = rows == 0 ? lines.size() : Math.min(lines.size(), rows - 1);
        return lines.stream()
                .limit(shown)
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private record Result(Instant time, UserCounts users, List<QueueView> queues) {}
}
