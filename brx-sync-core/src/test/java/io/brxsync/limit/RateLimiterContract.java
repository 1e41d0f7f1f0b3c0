package io.brxsync.limit;

import static io.brxsync.limit.EndpointClass.GENERAL;
import static io.brxsync.limit.EndpointClass.JOBS;
import static io.brxsync.limit.EndpointClass.MARKETPLACE;
import static io.brxsync.limit.Urgency.ORDINARY;
import static io.brxsync.limit.Urgency.URGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brxsync.config.LimitConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every limiter keeps, whatever it is made of. */
public abstract class RateLimiterContract {
    protected static final Duration WINDOW = Duration.ofMillis(800);
    protected static final Duration TIMEOUT = Duration.ofSeconds(2);
    protected static final int LIMIT = 20;
    protected static final int RESERVE = 2;

    protected static final LimitConfig LIMITS = new LimitConfig(LIMIT, WINDOW, 1, 2, Duration.ZERO);

    protected final UUID user = UUID.randomUUID();
    protected RateLimiter limiter;

    /** A limiter; two made one after the other share their state where there is somewhere to share it. */
    protected abstract RateLimiter create(LimitConfig limits);

    /** Lets this much time pass on the limiter's clock, hardly more. */
    protected abstract void pass(Duration time);

    /** How much later than a window after its answer a permit may come back. */
    protected abstract Duration slack();

    @BeforeEach
    void open() {
        limiter = create(LIMITS);
    }

    protected Acquisition ask(UUID who, EndpointClass endpoint, Urgency urgency) {
        return limiter.acquire(new AllowanceRequest(who, endpoint, urgency, TIMEOUT));
    }

    protected @Nullable Permit tryTake(EndpointClass endpoint, Urgency urgency) {
        return ask(user, endpoint, urgency) instanceof Acquisition.Granted granted ? granted.permit() : null;
    }

    protected Permit take(EndpointClass endpoint, Urgency urgency) {
        Permit permit = tryTake(endpoint, urgency);
        assertThat(permit).isNotNull();
        return permit;
    }

    protected List<Permit> takeAll(Urgency urgency) {
        List<Permit> permits = new ArrayList<>();
        for (Permit permit = tryTake(GENERAL, urgency); permit != null; permit = tryTake(GENERAL, urgency)) {
            permits.add(permit);
        }
        return permits;
    }

    protected Duration delay(EndpointClass endpoint, Urgency urgency) {
        Acquisition answer = ask(user, endpoint, urgency);
        assertThat(answer).isInstanceOf(Acquisition.Delayed.class);
        return ((Acquisition.Delayed) answer).delay();
    }

    @Test
    void grantsTheLimitAndNotOneMore() {
        assertThat(takeAll(URGENT)).hasSize(LIMIT);
        assertThat(delay(GENERAL, URGENT)).isPositive().isLessThanOrEqualTo(WINDOW.plus(slack()));
    }

    @Test
    void usersDoNotFeelEachOther() {
        takeAll(URGENT);
        assertThat(ask(UUID.randomUUID(), GENERAL, ORDINARY)).isInstanceOf(Acquisition.Granted.class);
    }

    @Test
    void theDelayIsTheTimeAtWhichTheNextOneGoes() {
        takeAll(URGENT).forEach(Permit::answered);
        Duration delay = delay(GENERAL, URGENT);
        pass(delay.minusMillis(60));
        assertThat(delay(GENERAL, URGENT)).isBetween(Duration.ofMillis(1), Duration.ofMillis(60));
        pass(Duration.ofMillis(60));
        take(GENERAL, URGENT);
    }

    @Test
    void aPermitComesBackNoEarlierThanAWindowAfterTheAnswer() {
        List<Permit> permits = takeAll(URGENT);
        pass(Duration.ofMillis(150));
        permits.forEach(Permit::answered);
        Duration delay = delay(GENERAL, URGENT);
        assertThat(delay).isGreaterThan(WINDOW.minusMillis(40)).isLessThanOrEqualTo(WINDOW.plus(slack()));
        pass(delay.plus(slack()));
        assertThat(takeAll(URGENT)).hasSize(LIMIT);
    }

    @Test
    void aPermitThatIsEndedTwiceIsEndedOnce() {
        List<Permit> permits = takeAll(URGENT);
        permits.forEach(Permit::answered);
        permits.forEach(Permit::unsent);
        permits.forEach(permit -> permit.rateLimited(null));
        assertThat(limiter.allowance(user).factor()).isEqualTo(1);
        assertThat(takeAll(URGENT)).isEmpty();
    }

    @Test
    void ordinaryRequestsLeaveTheReserve() {
        assertThat(takeAll(ORDINARY)).hasSize(LIMIT - RESERVE);
        assertThat(takeAll(URGENT)).hasSize(RESERVE);
    }

    @Test
    void urgentRequestsGoFirst() {
        takeAll(URGENT).forEach(Permit::answered);
        Duration urgent = delay(GENERAL, URGENT);
        pass(urgent);
        take(GENERAL, URGENT);
    }

    @Test
    void everyClassCountsAsGeneral() {
        take(JOBS, URGENT);
        take(MARKETPLACE, URGENT);
        take(MARKETPLACE, URGENT);
        assertThat(limiter.allowance(user).available()).isEqualTo(LIMIT - 3);
        assertThat(takeAll(URGENT)).hasSize(LIMIT - 3);
    }

    @Test
    void aClassThatIsSpentTakesNothingElse() {
        take(JOBS, URGENT).answered();
        assertThat(delay(JOBS, URGENT))
                .isGreaterThan(Duration.ofMillis(900))
                .isLessThanOrEqualTo(Duration.ofSeconds(1).plus(slack()));
        assertThat(limiter.allowance(user).available()).isEqualTo(LIMIT - 1);
        take(MARKETPLACE, URGENT);
    }

    @Test
    void aSpentGeneralAllowanceLeavesTheClassAlone() {
        takeAll(URGENT).forEach(Permit::answered);
        Duration delay = delay(JOBS, URGENT);
        pass(delay);
        take(JOBS, URGENT);
    }

    @Test
    void a429PausesTheUserForTheTimeItSays() {
        take(GENERAL, URGENT).rateLimited(Duration.ofMillis(300));
        assertThat(delay(GENERAL, URGENT)).isBetween(Duration.ofMillis(250), Duration.ofMillis(301));
        assertThat(delay(JOBS, URGENT)).isBetween(Duration.ofMillis(240), Duration.ofMillis(301));
        assertThat(limiter.allowance(user).pausedFor()).isPositive();
        assertThat(limiter.allowance(user).available()).isZero();
        assertThat(ask(UUID.randomUUID(), GENERAL, ORDINARY)).isInstanceOf(Acquisition.Granted.class);
        pass(Duration.ofMillis(301));
        take(GENERAL, URGENT);
    }

    @Test
    void a429WithoutATimePausesForTheWindow() {
        take(GENERAL, URGENT).rateLimited(null);
        assertThat(delay(GENERAL, URGENT)).isBetween(WINDOW.minusMillis(50), WINDOW.plusMillis(1));
    }

    @Test
    void a429HalvesTheAllowance() {
        take(GENERAL, URGENT).rateLimited(null);
        assertThat(limiter.allowance(user).factor()).isEqualTo(0.5);
        pass(WINDOW.plus(slack()));
        assertThat(takeAll(URGENT)).hasSize(LIMIT / 2);
    }

    @Test
    void aStormOf429sCountsOnce() {
        List<Permit> permits = takeAll(URGENT);
        permits.forEach(permit -> permit.rateLimited(Duration.ofMillis(1)));
        assertThat(limiter.allowance(user).factor()).isEqualTo(0.5);
    }

    @Test
    void another429AfterThePauseHalvesAgainDownToTheFloor() {
        for (double expected : new double[] {0.5, 0.25, 0.125, 0.1, 0.1}) {
            take(GENERAL, URGENT).rateLimited(Duration.ofMillis(2));
            assertThat(limiter.allowance(user).factor()).isEqualTo(expected);
            pass(WINDOW.plus(slack()));
        }
        assertThat(takeAll(URGENT)).hasSize(LIMIT / 10);
    }

    @Test
    void successBringsTheAllowanceBackSlowly() {
        take(GENERAL, URGENT).rateLimited(Duration.ofMillis(1));
        pass(WINDOW.plus(slack()));
        takeAll(URGENT).forEach(Permit::answered);
        pass(WINDOW.plus(slack()));
        takeAll(URGENT).forEach(Permit::answered);
        take429Aside();
        assertThat(limiter.allowance(user).factor()).isCloseTo(0.54, within(0.0001));
    }

    /** Reports may travel with the user's next question. */
    private void take429Aside() {
        ask(user, GENERAL, URGENT);
    }

    @Test
    void lookingCostsNothing() {
        for (int i = 0; i < 2 * LIMIT; i++) {
            Allowance seen = limiter.allowance(user);
            assertThat(seen.factor()).isEqualTo(1);
            assertThat(seen.pausedFor()).isZero();
            assertThat(seen.general()).isEqualTo(new Allowance.Share(0, LIMIT, Duration.ZERO, Duration.ZERO));
            assertThat(seen.jobs()).isEqualTo(new Allowance.Share(0, 1, Duration.ZERO, Duration.ZERO));
            assertThat(seen.marketplace()).isEqualTo(new Allowance.Share(0, 2, Duration.ZERO, Duration.ZERO));
        }
        assertThat(takeAll(URGENT)).hasSize(LIMIT);
    }

    @Test
    void whoLooksSeesWhatEachClassHasUsedAndWhenItsNextOneGoes() {
        take(JOBS, ORDINARY).answered();
        take(MARKETPLACE, ORDINARY).answered();
        Duration jobs = delay(JOBS, URGENT); // takes the answers along, where they travel with a question
        Allowance seen = limiter.allowance(user);
        assertThat(seen.general()).isEqualTo(new Allowance.Share(2, LIMIT, Duration.ZERO, Duration.ZERO));
        assertThat(seen.jobs().used()).isEqualTo(1);
        assertThat(seen.jobs().limit()).isEqualTo(1);
        assertThat(seen.jobs().next()).isEqualTo(seen.jobs().nextUrgent());
        assertThat(seen.jobs().next()).isBetween(jobs.minusMillis(400), jobs);
        assertThat(seen.marketplace()).isEqualTo(new Allowance.Share(1, 2, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void whoLooksSeesTheReserveAndTheMomentOfTheNextRequest() {
        takeAll(ORDINARY).forEach(Permit::answered);
        Duration ordinary = delay(GENERAL, ORDINARY);
        Allowance seen = limiter.allowance(user);
        assertThat(seen.general().used()).isEqualTo(LIMIT - RESERVE);
        assertThat(seen.available()).isEqualTo(RESERVE);
        assertThat(seen.general().nextUrgent()).isZero();
        assertThat(seen.general().next()).isBetween(ordinary.minusMillis(400), ordinary);
        assertThat(seen.jobs().next()).isBetween(ordinary.minusMillis(400), ordinary);
        assertThat(seen.jobs().nextUrgent()).isZero();
        takeAll(URGENT);
        assertThat(limiter.allowance(user).general().nextUrgent()).isPositive();
    }

    @Test
    void whoLooksSeesThrottleAndPause() {
        take(GENERAL, URGENT).rateLimited(Duration.ofMillis(700));
        Allowance seen = limiter.allowance(user);
        assertThat(seen.factor()).isEqualTo(0.5);
        assertThat(seen.pausedFor()).isBetween(Duration.ofMillis(300), Duration.ofMillis(701));
        assertThat(seen.general().limit()).isEqualTo(LIMIT / 2);
        assertThat(seen.available()).isZero();
        for (EndpointClass endpoint : EndpointClass.values()) {
            assertThat(seen.of(endpoint).next()).isBetween(Duration.ofMillis(300), Duration.ofMillis(701));
            assertThat(seen.of(endpoint).nextUrgent()).isBetween(Duration.ofMillis(300), Duration.ofMillis(701));
        }
    }

    @Test
    void manyThreadsGetTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> {
                    go.await();
                    return takeAll(URGENT).size();
                }));
            }
            go.countDown();
            int granted = 0;
            for (Future<Integer> result : results) {
                granted += result.get();
            }
            assertThat(granted).isEqualTo(LIMIT);
        } finally {
            threads.shutdownNow();
        }
    }
}
