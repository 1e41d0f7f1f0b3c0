package io.brxsync.cardtrader.http;

import io.brxsync.BrxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** Sends calls to CardTrader. Thread-safe; the calling thread does the work and the waiting. */
public final class CardTraderHttp implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_BLOCK = Duration.ofSeconds(30);
    private static final Duration LONGEST_BLOCK = Duration.ofMinutes(10);

    private final Channel channel;
    private final CircuitBreaking circuit;
    private final ErrorTable errors;
    private volatile boolean closed;

    private CardTraderHttp(Channel channel, CircuitBreaking circuit, ErrorTable errors) {
        this.channel = channel;
        this.circuit = circuit;
        this.errors = errors;
    }

    /**
     * Puts the channels together, without connecting yet. Innermost first; a request passes them from the last to the
     * first:
     *
     * <ol>
     *   <li>{@link Retrying} is outermost, so that every repetition passes all the others again.
     *   <li>{@link WaitingInPlace} comes before anything is held: who waits for allowance keeps nobody from a slot.
     *   <li>{@link ConcurrencyCap} comes before every decision about now: one made first would be stale when a slot is
     *       free at last.
     *   <li>{@link CircuitBreaking} and {@link EdgeGuarding} refuse before allowance is spent on a request that would not
     *       be sent.
     *   <li>{@link SpendingAllowance} is the last to say no: a grant is good for the moment, and used late it would come on top of the
     *       next window's.
     *   <li>{@link Reporting} hears of what really goes out.
     *   <li>{@link Transport} sends it.
     * </ol>
     */
    public static CardTraderHttp open(HttpSettings settings, Surroundings around) {
        Channel transport = new Transport(client(settings), settings.baseUrl(), around.clock());
        Channel reporting = new Reporting(transport, around.listener(), around.clock());
        Channel allowance = new SpendingAllowance(reporting, around.limiter());
        Channel edge = new EdgeGuarding(allowance, new EdgeBlock(SHORTEST_BLOCK, LONGEST_BLOCK), around.clock());
        CircuitBreaking circuit = new CircuitBreaking(edge, settings.circuitDelay(), around.clock());
        Channel slots = new ConcurrencyCap(circuit, settings.maxConcurrency(), settings.slotWait());
        Channel waiting = new WaitingInPlace(slots, settings.inPlace(), around.pause(), around.listener());
        Channel retrying = new Retrying(waiting, Backoff.IN_PLACE, around.pause(), around.random());
        return new CardTraderHttp(retrying, circuit, new ErrorTable(settings.window()));
    }

    private static HttpClient client(HttpSettings settings) {
        // Over TLS the two sides agree on HTTP/2; over plain HTTP an upgrade would only cost a header.
        boolean tls = "https".equals(settings.baseUrl().getScheme());
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Sends a call and waits for its result.
     *
     * @throws BrxException for everything but a success; of kind {@code UNAVAILABLE}, or {@code OUTCOME_UNKNOWN} for a
     *     change, with the thread's interrupt flag set when it was interrupted; what the reader itself throws passes
     *     through
     */
    public <T> T send(Call<T> call) {
        return value(call, reply(call));
    }

    /** The same about something that may be gone: empty when CardTrader does not know it (404). */
    public <T> Optional<T> sendAboutWhatMayBeGone(Call<T> call) {
        Reply<T> reply = reply(call);
        boolean gone = Outcome.of(reply) == Outcome.REJECTED && reply.status() == NOT_FOUND;
        return gone ? Optional.empty() : Optional.of(value(call, reply));
    }

    private <T> T value(Call<T> call, Reply<T> reply) {
        if (reply instanceof Reply.Answered<T> answered) {
            return answered.value();
        }
        throw errors.exception(call, reply);
    }

    private <T> Reply<T> reply(Call<T> call) {
        if (closed) {
            throw BrxException.unavailable(call + ": the client is closed", null, null);
        }
        try {
            return channel.send(call);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            String message = call + ": interrupted, the request was aborted";
            throw call.endpoint().nature() == Endpoint.Nature.CHANGE
                    ? BrxException.of(BrxException.Kind.OUTCOME_UNKNOWN, message + " and may have been sent", told)
                    : BrxException.unavailable(message, null, told);
        }
    }

    /** Whether the host failed too often to be asked at all. */
    public boolean circuitOpen() {
        return circuit.open();
    }

    /** Refuses further calls; those under way end by themselves, and idle connections with them. */
    @Override
    public void close() {
        closed = true;
    }
}
