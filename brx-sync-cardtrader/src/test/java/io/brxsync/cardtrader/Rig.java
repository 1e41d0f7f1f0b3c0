package io.brxsync.cardtrader;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.http.Body;
import io.brxsync.cardtrader.http.BodyReader;
import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.http.HandClock;
import io.brxsync.cardtrader.http.HttpSettings;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.RequestEvent;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.limit.EndpointClass;
import io.brxsync.port.ApiToken;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.port.Seller;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;

/** A simulator with one account, and a client whose time, allowance and listener the test holds in its hand. */
final class Rig implements AutoCloseable {
    static final Duration WINDOW = Duration.ofSeconds(10);

    final List<RequestEvent> requests = new CopyOnWriteArrayList<>();
    final CardTraderSimulator simulator;
    final SimulatedAccount account;
    final Seller seller;
    final HandClock clock = new HandClock();
    final SlidingAllowance limiter = new SlidingAllowance(clock, 200, 1, WINDOW);
    final Heard heard = new Heard();

    private final List<AutoCloseable> opened = new ArrayList<>();

    Rig(int products) {
        simulator = CardTraderSimulator.start(
                SimulatorOptions.builder().onRequest(requests::add).build());
        account = simulator.createAccount(AccountSpec.of(products, 7));
        seller = seller(account);
    }

    static Seller seller(SimulatedAccount account) {
        return new Seller(new UUID(0, account.id()), ApiToken.of(account.token()));
    }

    HttpSettings settings() {
        return settings(simulator.baseUrl());
    }

    static HttpSettings settings(String baseUrl) {
        return new HttpSettings(
                URI.create(baseUrl), 8, Duration.ofSeconds(20), Duration.ofMillis(250), WINDOW, Duration.ofSeconds(30));
    }

    Surroundings surroundings() {
        return new Surroundings(limiter, heard, clock, clock, () -> 1);
    }

    /** For what needs real time: the clock that the body's deadline is measured with. */
    Surroundings inRealTime() {
        return new Surroundings(limiter, heard, InstantSource.system(), clock, () -> 1);
    }

    CardTraderHttp http() {
        return http(settings(), surroundings());
    }

    CardTraderHttp http(HttpSettings settings, Surroundings around) {
        CardTraderHttp http = CardTraderHttp.open(settings, around);
        opened.add(http);
        return http;
    }

    CardTrader client() {
        return new CardTrader(http());
    }

    /** A call whose reader only reads. */
    Call<Long> call(Endpoint.Nature nature, String target) {
        return call(nature, target, Duration.ofSeconds(20), body -> {
            body.content().readAllBytes();
            return body.received();
        });
    }

    <T> Call<T> call(Endpoint.Nature nature, String target, Duration timeout, BodyReader<T> reader) {
        Endpoint endpoint = new Endpoint("GET", "/test", nature, EndpointClass.GENERAL, timeout, 64 << 20);
        return Call.of(endpoint, seller, target, reader);
    }

    static BrxException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Assertions.catchThrowableOfType(BrxException.class, action);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        simulator.close();
    }

    /** Reads a body to its end. */
    static byte[] all(Body body) throws java.io.IOException {
        return body.content().readAllBytes();
    }

    /** Remembers what the listener was told. */
    static final class Heard implements MarketplaceListener {
        final List<String> responses = new CopyOnWriteArrayList<>();
        final List<Duration> waits = new CopyOnWriteArrayList<>();

        @Override
        public void responded(String endpoint, int status, Duration took) {
            responses.add(endpoint + " " + status);
        }

        @Override
        public void waited(String endpoint, Duration delay) {
            waits.add(delay);
        }
    }

    /** Remembers every row. */
    static final class Rows implements ExportSink {
        final List<ExportedProduct> products = new ArrayList<>();
        final List<Long> broken = new ArrayList<>();
        final List<String> reasons = new ArrayList<>();

        @Override
        public void product(ExportedProduct product) {
            products.add(product);
        }

        @Override
        public void broken(long row, String reason) {
            broken.add(row);
            reasons.add(reason);
        }
    }
}
