package io.brxsync.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 500ms}, {@code 60s}, {@code 5m}, {@code 6h}, {@code 7d}, {@code 1h30m}. */
final class Durations {
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,15}(ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Durations() {}

    /**
     * The time that this text stands for.
     *
     * @throws IllegalArgumentException with one line that names the text
     */
    static Duration parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (!WHOLE.matcher(plain).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time such as 500ms, 60s, 5m, 6h or 7d");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(plain);
        while (part.find()) {
            sum = sum.plus(of(Long.parseLong(part.group(1)), part.group(2)));
        }
        if (sum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than ten years");
        }
        return sum;
    }

    private static Duration of(long number, String unit) {
        // More than a century in any unit: kept from overflowing, refused by the caller's limit.
        long bounded = Math.min(number, 4_000_000_000_000L);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(bounded);
            case "s" -> Duration.ofSeconds(bounded);
            case "m" -> Duration.ofMinutes(bounded);
            case "h" -> Duration.ofHours(bounded);
            default -> Duration.ofDays(Math.min(bounded, 100_000_000));
        };
    }

    /** A time in its two largest units, such as {@code 3h 12m}, for people. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return duration.toMillis() + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h " + seconds / 60 % 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }
}
