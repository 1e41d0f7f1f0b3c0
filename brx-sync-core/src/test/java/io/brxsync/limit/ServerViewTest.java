package io.brxsync.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.config.LimitConfig;
import io.brxsync.queue.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limit as a server sees it, hours of it in a moment: requests take random times to arrive and answers to come back,
 * some are lost, and no window of the server's ever holds one too many. Time is turned by hand.
 */
class ServerViewTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final UUID USER = new UUID(0, 1);

    private final ManualClock clock = new ManualClock();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
    private final List<Instant> arrivals = new ArrayList<>();
    private int grants;

    private record Event(Instant at, Runnable what) {}

    @ParameterizedTest
    @CsvSource({
        // requests, ms to arrive, ms to answer, lost per thousand, pause between requests of one sender
        "200,   0,    0,  0,   0",
        "200,  20,   30,  0,   0",
        "200, 200,  200,  0,   0",
        "200, 200,  200, 20,   0",
        "200,   5,   10,  0, 350",
        " 40,   5,   10,  0,   0",
        "  1,  50,  200,  0,   0",
        "  3, 100,  100,  5,  10",
    })
    void neverOneTooManyAndHardlyOneTooFew(int limit, int toArrive, int toAnswer, int lost, int between) {
        RateLimiter limiter = new InMemoryRateLimiter(new LimitConfig(limit, WINDOW, 1, 1, Duration.ZERO), clock);
        Random random = new Random(limit * 31L + toArrive);
        Instant start = clock.instant();
        for (int sender = 0; sender < 8; sender++) {
            send(limiter, random, new int[] {toArrive, toAnswer, lost, between});
        }
        Instant end = start.plusSeconds(600);
        while (events.peek().at().isBefore(end)) {
            Event event = events.remove();
            clock.advance(Duration.between(clock.instant(), event.at()));
            event.what().run();
        }
        arrivals.sort(Comparator.naturalOrder());
        double distances = 0;
        for (int i = limit; i < arrivals.size(); i++) {
            Duration distance = Duration.between(arrivals.get(i - limit), arrivals.get(i));
            assertThat(distance).isGreaterThanOrEqualTo(WINDOW);
            distances += distance.toNanos();
        }
        double mean = distances / (arrivals.size() - limit);
        double possible = WINDOW.toNanos() + (toArrive + toAnswer) / 2.0 * 1e6;
        if (lost == 0) {
            assertThat(possible / mean).as("used of what the way leaves").isGreaterThan(limit < 40 ? 0.93 : 0.99);
        }
    }

    /** One sender: asks, sends, waits for the answer, and again. */
    private void send(RateLimiter limiter, Random random, int[] times) {
        Acquisition answer =
                limiter.acquire(new AllowanceRequest(USER, EndpointClass.GENERAL, Urgency.ORDINARY, TIMEOUT));
        if (answer instanceof Acquisition.Delayed delayed) {
            assertThat(delayed.delay()).isPositive();
            at(delayed.delay(), () -> send(limiter, random, times));
            return;
        }
        Permit permit = ((Acquisition.Granted) answer).permit();
        if (grants++ % 37 == 0) {
            Allowance.Share left = limiter.allowance(USER).general();
            assertThat(left.nextUrgent())
                    .as("ordinary work never keeps a sale waiting for longer")
                    .isLessThanOrEqualTo(Reserve.of(left.limit()) > 0 ? Reserve.step(WINDOW) : WINDOW.multipliedBy(2));
        }
        Duration arrives = upTo(times[0], random);
        Duration answered = arrives.plus(upTo(times[1], random));
        at(arrives, () -> arrivals.add(clock.instant()));
        boolean isLost = random.nextInt(1000) < times[2];
        at(answered, () -> {
            if (isLost) {
                permit.lost();
            } else {
                permit.answered();
            }
        });
        at(answered.plusMillis(times[3]), () -> send(limiter, random, times));
    }

    private static Duration upTo(int millis, Random random) {
        return Duration.ofNanos((long) (random.nextDouble() * millis * 1_000_000));
    }

    private void at(Duration in, Runnable what) {
        events.add(new Event(clock.instant().plus(in), what));
    }
}
