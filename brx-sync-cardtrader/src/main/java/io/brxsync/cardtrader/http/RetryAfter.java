package io.brxsync.cardtrader.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header in both its forms (RFC 9110, 10.2.3). Pure. */
final class RetryAfter {
    /** Nobody is kept out for longer by a header, which may be a mistake or a clock that is off. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** How long to wait; null when the header is neither form. Never negative, at most {@link #LONGEST}. */
    static @Nullable Duration parse(String header, Instant now) {
        String value = header.strip();
        try {
            Duration wait = value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            if (wait.isNegative()) {
                return Duration.ZERO;
            }
            return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        } catch (DateTimeException neither) {
            return null;
        }
    }
}
