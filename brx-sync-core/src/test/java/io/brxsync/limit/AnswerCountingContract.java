package io.brxsync.limit;

import static io.brxsync.limit.EndpointClass.GENERAL;
import static io.brxsync.limit.EndpointClass.JOBS;
import static io.brxsync.limit.Urgency.ORDINARY;
import static io.brxsync.limit.Urgency.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a limiter keeps that counts from the answer on: it needs no margin for the network. */
public abstract class AnswerCountingContract extends RateLimiterContract {

    @Test
    void aRequestUnderWayKeepsItsPermitHoweverLongItTakes() {
        List<Permit> permits = takeAll(URGENT);
        pass(WINDOW.plusMillis(600));
        assertThat(tryTake(GENERAL, URGENT)).isNull();
        permits.get(0).answered();
        Duration delay = delay(GENERAL, URGENT);
        assertThat(delay).isBetween(WINDOW.minusMillis(40), WINDOW.plus(slack()));
        pass(delay.minusMillis(60));
        assertThat(tryTake(GENERAL, URGENT)).isNull();
        pass(Duration.ofMillis(60));
        assertThat(takeAll(URGENT)).hasSize(1);
    }

    @Test
    void aScarceClassCountsFromTheAnswerToo() {
        Permit permit = take(JOBS, ORDINARY);
        pass(Duration.ofMillis(700));
        permit.answered();
        assertThat(delay(JOBS, ORDINARY))
                .isBetween(Duration.ofMillis(960), Duration.ofSeconds(1).plus(slack()));
    }

    @Test
    void whatWasNeverSentIsGivenBackAtOnce() {
        takeAll(URGENT).forEach(Permit::unsent);
        assertThat(takeAll(URGENT)).hasSize(LIMIT);
    }

    @Test
    void whatGotLostStaysTakenLongerThanAWindow() {
        takeAll(URGENT).forEach(Permit::lost);
        pass(WINDOW.plus(slack()));
        assertThat(delay(GENERAL, URGENT)).isLessThanOrEqualTo(WINDOW.plus(slack()));
        assertThat(takeAll(URGENT)).isEmpty();
    }

    @Test
    void howeverMuchOrdinaryWorkGoesAnUrgentRequestWaitsNoLongerThanAStep() {
        Duration step = Reserve.step(WINDOW).plusMillis(2);
        for (Duration passed = Duration.ZERO; passed.compareTo(WINDOW.multipliedBy(2)) < 0; ) {
            Acquisition answer = ask(user, GENERAL, ORDINARY);
            assertThat(limiter.allowance(user).general().nextUrgent()).isLessThanOrEqualTo(step);
            Duration pause = Duration.ofMillis(15);
            if (answer instanceof Acquisition.Granted granted) {
                granted.permit().answered();
            } else if (answer instanceof Acquisition.Delayed delayed) {
                pause = delayed.delay();
            }
            pass(pause);
            passed = passed.plus(pause);
        }
    }

    @Test
    void ordinaryRequestsMaySpendTheReserveJustBeforeItRefills() {
        takeAll(ORDINARY).forEach(Permit::answered);
        Duration step = Reserve.step(WINDOW);
        Duration delay = delay(GENERAL, ORDINARY);
        // The second of the two kept ones first, two steps before all others come back.
        assertThat(delay)
                .isBetween(
                        WINDOW.minus(step.multipliedBy(2)).minusMillis(60),
                        WINDOW.minus(step).plus(slack()));
        pass(delay);
        assertThat(takeAll(ORDINARY)).isNotEmpty();
    }

    /** Takes all permits and has them come back one by one, 20 ms and a little more apart. */
    private void takeAllAndAnswerOneByOne() {
        for (Permit permit : takeAll(URGENT)) {
            permit.answered();
            pass(Duration.ofMillis(20));
            ask(user, JOBS, URGENT); // takes the answer along, where it travels with a question
        }
    }

    @Test
    void ordinaryRequestsThatWaitAreToldAMomentEach() {
        takeAllAndAnswerOneByOne();
        Duration first = delay(GENERAL, ORDINARY);
        Duration second = delay(GENERAL, ORDINARY);
        Duration third = delay(GENERAL, ORDINARY);
        assertThat(second.minus(first))
                .isBetween(Duration.ofMillis(5), Duration.ofMillis(20).plus(slack()));
        assertThat(third.minus(second))
                .isBetween(Duration.ofMillis(5), Duration.ofMillis(20).plus(slack()));
        assertThat(delay(GENERAL, URGENT)).isLessThanOrEqualTo(first);
    }

    /** The moment that a request was told to come back at lies between the two, counted from the same start. */
    private record Told(Duration earliest, Duration latest) {}

    private Told told() {
        long before = System.nanoTime();
        Duration delay = delay(GENERAL, ORDINARY);
        return new Told(delay.plusNanos(before), delay.plusNanos(System.nanoTime()));
    }

    @Test
    void sixteenAreToldAMomentEachAndThoseBehindThemShareTheNext() {
        takeAllAndAnswerOneByOne();
        List<Told> line = Stream.generate(this::told).limit(LIMIT - RESERVE).toList();
        assertThat(line.get(15).latest()).isGreaterThan(line.get(14).earliest().plusMillis(15));
        assertThat(line.get(16).latest()).isGreaterThan(line.get(15).earliest().plusMillis(15));
        assertThat(line.get(17).earliest()).isLessThan(line.get(16).latest().plusMillis(2));
    }

    @Test
    void whoeverDoesNotComeBackKeepsNobodyWaiting() {
        takeAll(URGENT).forEach(Permit::answered);
        Duration last = delay(GENERAL, ORDINARY);
        for (int waiting = 0; waiting < 2 * LIMIT; waiting++) {
            last = delay(GENERAL, ORDINARY);
        }
        assertThat(last).isLessThanOrEqualTo(WINDOW.plus(slack()));
        pass(last.plus(slack()));
        assertThat(takeAll(ORDINARY)).hasSize(LIMIT - RESERVE);
    }
}
