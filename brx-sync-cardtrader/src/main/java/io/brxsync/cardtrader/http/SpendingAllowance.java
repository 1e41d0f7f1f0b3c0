package io.brxsync.cardtrader.http;

import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spends the user's allowance before a request, and tells the limiter what CardTrader made of it: at the first byte of
 * an answer, because by then the request is counted, however long its body takes.
 */
final class SpendingAllowance implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(SpendingAllowance.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private final Channel next;
    private final RateLimiter limiter;

    SpendingAllowance(Channel next, RateLimiter limiter) {
        this.next = next;
        this.limiter = limiter;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        Acquisition acquisition = limiter.acquire(new AllowanceRequest(
                call.seller().user(),
                call.endpoint().allowance(),
                call.manner().options().urgency(),
                call.endpoint().timeout()));
        if (acquisition instanceof Acquisition.Delayed delayed) {
            return new Reply.Withheld<>(Reply.Reason.ALLOWANCE, delayed.delay());
        }
        Permit permit = ((Acquisition.Granted) acquisition).permit();
        try {
            Reply<T> reply = next.send(call.onHead(status -> {
                if (status != TOO_MANY_REQUESTS) {
                    permit.answered();
                }
            }));
            end(permit, call, reply);
            return reply;
        } finally {
            permit.lost();
        }
    }

    private static void end(Permit permit, Call<?> call, Reply<?> reply) {
        if (reply instanceof Reply.Refused<?> refused && refused.status() == TOO_MANY_REQUESTS) {
            LOG.warn(
                    "CardTrader limits a user, whose requests pause now; endpoint={} user={} retryAfter={}",
                    call.endpoint(),
                    call.seller().user(),
                    refused.retryAfter());
            permit.rateLimited(refused.retryAfter());
        } else if (reply instanceof Reply.Lost<?> lost && lost.loss() == Reply.Loss.NOT_SENT) {
            permit.unsent();
        }
    }
}
