package io.brxsync.examples.benchmark.limits;

import io.brxsync.BrxException;
import io.brxsync.port.ApiToken;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Seller;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The real client, over HTTP. Its threads never wait for allowance: sellers do. */
final class HttpSender implements Sender {
    private static final Duration BUSY = Duration.ofMillis(100);

    private final Marketplace marketplace;
    private final List<Seller> sellers;

    HttpSender(Marketplace client, List<String> tokens) {
        this.marketplace = client.with(CallOptions.ORDINARY.waitingUpTo(Duration.ZERO));
        this.sellers = IntStream.range(0, tokens.size())
                .mapToObj(i -> new Seller(Order.user(i), ApiToken.of(tokens.get(i))))
                .toList();
    }

    @Override
    public Duration send(int seller) {
        try {
            marketplace.info(sellers.get(seller));
            return Duration.ZERO;
        } catch (BrxException e) {
            // Without a time it is Redis that is too busy to answer.
            return e.retryAfter().orElse(BUSY);
        }
    }

    @Override
    public void close() {
        marketplace.close();
    }
}
