package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a real terminal, as somebody sees it. */
@Timeout(120)
class TerminalProcessTest {
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Installation installation;

    @BeforeEach
    void install() throws IOException {
        sandbox = Sandbox.migrated(directory);
        installation = Installation.in(directory);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void tablesFitAndHaveColoursInAnOrdinaryTerminal() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 0);
        sandbox.run(directory).run("resync", "--user", seller.id()).exits(0);
        try (Screen screen = screen(80, Map.of("TERM", "xterm-256color", "LANG", "C.UTF-8"), "queues")) {
            assertThat(screen.end()).isZero();
            assertThat(screen.text()).contains("\u001b[1m", "QUEUE", "bulk-sync");
            assertThat(screen.lines())
                    .allSatisfy(line -> assertThat(width(line)).isLessThanOrEqualTo(80));
        }
    }

    @Test
    void aDumbTerminalAndNoColorGetNoEscapes() throws Exception {
        sandbox.seller(directory, 0);
        for (Map<String, String> terminal : List.of(Map.of("TERM", "dumb"), Map.of("TERM", "xterm", "NO_COLOR", "1"))) {
            try (Screen screen = screen(80, terminal, "user", "list")) {
                assertThat(screen.end()).isZero();
                assertThat(screen.text()).contains("USER", "idle").doesNotContain("\u001b");
            }
        }
    }

    @Test
    void nothingIsWiderThanANarrowTerminalAndNothingIsUnreadableWithoutALocale() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3);
        sandbox.run(directory).run("resync", "--user", seller.id()).exits(0);
        for (List<String> command : List.of(
                List.of("queues"),
                List.of("user", "list"),
                List.of("limits"),
                List.of("dead", "list"),
                List.of("outbound", "list", "--user", seller.id()),
                List.of("top", "--once"))) {
            Run.Result result = sandbox.run(directory)
                    .terminal(new Terminal(true, false, 40, null))
                    .run(command.toArray(String[]::new))
                    .exits(0);
            assertThat(result.out()).as("%s", command).matches("(?s)\\p{ASCII}*");
            assertThat(result.lines())
                    .as("%s", command)
                    .allSatisfy(line -> assertThat(width(line)).isLessThanOrEqualTo(40));
        }
        try (Screen screen = screen(40, Map.of("TERM", "xterm", "LC_ALL", "C"), "user", "list")) {
            assertThat(screen.end()).isZero();
            assertThat(screen.text()).contains("~").doesNotContain("?", "\ufffd");
            assertThat(screen.lines())
                    .allSatisfy(line -> assertThat(width(line)).isLessThanOrEqualTo(40));
        }
    }

    @Test
    void topIsRedrawnAndLeavesTheTerminalAsItWas() throws Exception {
        try (Screen screen = screen(80, Map.of("TERM", "xterm"), "top", "--interval", "200ms")) {
            screen.await("\u001b[H");
            int begun = screen.text().length();
            Sandbox.await(
                    "a second look", Duration.ofSeconds(30), () -> screen.text().indexOf("\u001b[H", begun) >= 0);
            // Without queues a look has three lines; the cursor stands in the one below.
            screen.awaitLook(look -> look.lines().count() == 3 && widest(look) > 50);
            screen.resize(50, 24);
            screen.awaitLook(look -> look.lines().count() == 3 && widest(look) <= 50);
            screen.resize(80, 3);
            screen.awaitLook(look -> look.lines().count() == 2 && widest(look) > 50);
            screen.type("\u0003");
            assertThat(screen.end()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(screen.text()).contains("\u001b[?25l");
            assertThat(screen.text().lastIndexOf("\u001b[?25h"))
                    .isGreaterThan(screen.text().lastIndexOf("\u001b[?25l"));
        }
    }

    @Test
    void theBarIsRedrawnInOneLine() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 5);
        try (Screen screen = screen(60, Map.of("TERM", "xterm"), "resync", "--user", seller.id(), "--wait")) {
            screen.await("0/1 users");
            int begun = screen.text().length();
            Sandbox.await(
                    "the bar again", Duration.ofSeconds(30), () -> screen.text().indexOf("0/1 users", begun) >= 0);
            screen.type("\u0003");
            assertThat(screen.end()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(screen.text()).contains("\r\u001b[K[");
            // The terminal itself shows the key.
            assertThat(screen.text().replace("^C", "").lines().flatMap(line -> List.of(line.split("\r")).stream()))
                    .filteredOn(line -> line.contains("users"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(width(line)).isLessThan(60));
        }
    }

    private static int widest(String text) {
        return text.lines().mapToInt(TerminalProcessTest::width).max().orElse(0);
    }

    private static int width(String line) {
        String plain = ESCAPE.matcher(line).replaceAll("");
        return plain.codePointCount(0, plain.length());
    }

    private Screen screen(int columns, Map<String, String> terminal, String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>(sandbox.variables());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("BRX_JAVA_OPTS", "-Xmx256m");
        environment.putAll(terminal);
        String[] command = new String[arguments.length + 1];
        command[0] = installation.launcher().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        PtyProcess process = new PtyProcessBuilder(command)
                .setEnvironment(environment)
                .setDirectory(directory.toString())
                .setInitialColumns(columns)
                .setInitialRows(24)
                .setRedirectErrorStream(true)
                .start();
        return new Screen(process);
    }

    /** What came out of a process in a terminal, so far. */
    private static final class Screen implements AutoCloseable {
        private final PtyProcess process;
        private final StringBuffer text = new StringBuffer();
        private final Thread reader;

        Screen(PtyProcess process) {
            this.process = process;
            reader = new Thread(this::read, "screen");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            byte[] bytes = new byte[8192];
            try (InputStream in = process.getInputStream()) {
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    text.append(new String(bytes, 0, read, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // A terminal whose process has ended is an error to read from.
                text.append("");
            }
        }

        String text() {
            return text.toString();
        }

        List<String> lines() {
            return text().lines().toList();
        }

        void await(String words) {
            Sandbox.await("'" + words + "' on the screen", Duration.ofSeconds(60), () -> text().contains(words));
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void resize(int columns, int rows) {
            process.setWinSize(new WinSize(columns, rows));
        }

        /** Waits for a whole screen from top to bottom, one that begins after this call. */
        void awaitLook(Predicate<String> wanted) {
            int from = text.length();
            Sandbox.await("another look than " + text, Duration.ofSeconds(30), () -> {
                String[] looks = text().substring(from).split(Pattern.quote("\u001b[H\u001b[2J"), -1);
                // Before the first and after the last there may be but a part of one.
                return Arrays.stream(looks, 1, Math.max(1, looks.length - 1)).anyMatch(wanted);
            });
        }

        int end() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", text).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(process.exitValue()).as("%s", text).isIn(0, ExitCode.INTERRUPTED);
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
