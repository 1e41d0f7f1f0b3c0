package io.brxsync.cardtrader.http;

import io.brxsync.limit.Acquisition;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.RateLimiter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spends the user's allowance before a request, and tells the limiter what CardTrader made of it. */
final class SpendingAllowance implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(SpendingAllowance.class);

    private final Channel next;
    private final RateLimiter limiter;

    SpendingAllowance(Channel next, RateLimiter limiter) {
        this.next = next;
        this.limiter = limiter;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        UUID user = call.seller().user();
        EndpointClass endpoint = call.endpoint().allowance();
        Acquisition acquisition = acquire(user, endpoint);
        if (acquisition instanceof Acquisition.Delayed delayed) {
            return new Reply.Withheld<>(Reply.Reason.ALLOWANCE, delayed.delay());
        }
        Reply<T> reply = next.send(call);
        if (reply instanceof Reply.Answered) {
            limiter.succeeded(user, endpoint);
        } else if (reply instanceof Reply.Refused<T> refused && refused.status() == 429) {
            LOG.warn(
                    "CardTrader limits a user, whose requests pause now; endpoint={} user={} retryAfter={}",
                    call.endpoint(),
                    user,
                    refused.retryAfter());
            limiter.rateLimited(user, endpoint, refused.retryAfter());
        }
        return reply;
    }

    /** The general allowance counts every request. The scarce one goes first: it is the one that says no. */
    private Acquisition acquire(UUID user, EndpointClass endpoint) {
        if (endpoint != EndpointClass.GENERAL && limiter.acquire(user, endpoint) instanceof Acquisition.Delayed later) {
            return later;
        }
        return limiter.acquire(user, EndpointClass.GENERAL);
    }
}
