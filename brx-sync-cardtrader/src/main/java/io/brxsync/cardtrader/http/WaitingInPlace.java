package io.brxsync.cardtrader.http;

import io.brxsync.port.MarketplaceListener;
import java.time.Duration;
import java.util.Objects;

/** Sits out short waits for allowance on the thread; longer ones are the caller's, who can do something else. */
final class WaitingInPlace implements Channel {
    private final Channel next;
    private final Duration longest;
    private final Pause pause;
    private final MarketplaceListener listener;

    WaitingInPlace(Channel next, Duration longest, Pause pause, MarketplaceListener listener) {
        this.next = next;
        this.longest = longest;
        this.pause = pause;
        this.listener = listener;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        Duration left = Objects.requireNonNullElse(call.manner().options().patience(), longest);
        while (true) {
            Reply<T> reply = next.send(call);
            if (!(reply instanceof Reply.Withheld<T> withheld) || withheld.reason() != Reply.Reason.ALLOWANCE) {
                return reply;
            }
            Duration delay = withheld.retryAfter();
            listener.waited(call.endpoint().label(), delay);
            if (delay.compareTo(left) > 0) {
                return reply;
            }
            pause.waitFor(delay);
            // Others ask as well and may be quicker each time: all waits together stay within the bound.
            left = left.minus(delay).minusMillis(1);
        }
    }
}
