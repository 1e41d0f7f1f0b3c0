package io.brxsync.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * How large a terminal is, in characters.
 *
 * @param columns its width, 0 if any
 * @param rows its height, 0 if any
 */
public record TerminalSize(int columns, int rows) {
    /** What {@code stty size} prints: rows, columns. A terminal that does not know its size says 0 0. */
    private static final Pattern STTY = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})\\s*");

    private static final File TERMINAL = new File("/dev/tty");

    /** The present size of this process' terminal, which Java itself cannot tell; empty where there is none. */
    static Optional<TerminalSize> measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                String answer = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
                return stty.waitFor(1, TimeUnit.SECONDS) ? parse(answer) : Optional.empty();
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(TerminalSize.class).debug("The terminal's size is not known", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Optional<TerminalSize> parse(String answer) {
        Matcher size = STTY.matcher(answer);
        return size.matches()
                ? Optional.of(new TerminalSize(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1))))
                : Optional.empty();
    }
}
