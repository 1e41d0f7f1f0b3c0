package io.brxsync.limit;

import static io.brxsync.limit.EndpointClass.GENERAL;
import static io.brxsync.limit.EndpointClass.JOBS;
import static io.brxsync.limit.Urgency.ORDINARY;
import static io.brxsync.limit.Urgency.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
}
