package io.brxsync.cardtrader.http;

import io.brxsync.cardtrader.wire.ApiError;
import io.brxsync.cardtrader.wire.MalformedBodyException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Puts a request on the network and reads its answer; the end of every chain of channels. */
final class Transport implements Channel {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final Duration LEAST_FOR_BODY = Duration.ofMillis(500);
    private static final int ERROR_BODY = 64 * 1024;
    private static final int GZIP_BUFFER = 16 * 1024;

    private final HttpClient client;
    private final URI baseUrl;
    private final InstantSource clock;

    Transport(HttpClient client, URI baseUrl, InstantSource clock) {
        this.client = client;
        this.baseUrl = baseUrl;
        this.clock = clock;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        HttpResponse<BodyStream> response;
        Instant sent = clock.instant();
        try {
            response = client.send(request(call), head -> {
                call.manner().onHead().accept(head.statusCode());
                return body(call.endpoint().timeout(), sent);
            });
        } catch (IOException e) {
            return new Reply.Lost<>(0, lossWithoutHead(e), e);
        }
        try (BodyStream wire = response.body()) {
            return success(response) ? read(call, response, wire) : refused(call, response, wire);
        }
    }

    private HttpRequest request(Call<?> call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + call.target()))
                .timeout(call.endpoint().timeout())
                .header("Authorization", "Bearer " + call.seller().token().value())
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "brx-sync");
        String json = call.json();
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        HttpRequest.BodyPublisher body =
                json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        return request.method(call.endpoint().method(), new SentOnce(body)).build();
    }

    /** The body has what the head left of the endpoint's time. */
    private BodyStream body(Duration timeout, Instant sent) {
        Duration left = timeout.minus(Duration.between(sent, clock.instant()));
        return new BodyStream(left.compareTo(LEAST_FOR_BODY) < 0 ? LEAST_FOR_BODY : left, LONGEST_SILENCE, clock);
    }

    private static boolean success(HttpResponse<?> response) {
        return response.statusCode() / 100 == 2
                && !header(response.headers(), "Content-Type").contains("html");
    }

    private static <T> Reply<T> read(Call<T> call, HttpResponse<?> response, BodyStream wire)
            throws InterruptedException {
        try (InputStream plain = decoded(response.headers(), wire)) {
            InputStream content = new CappedStream(plain, call.endpoint().maxBytes());
            T value = call.reader().read(new Body(content, wire));
            // To the very end, also of the transfer coding: only then can the connection be used again.
            wire.drain();
            return new Reply.Answered<>(response.statusCode(), value);
        } catch (IOException e) {
            return new Reply.Lost<>(response.statusCode(), lossWithinBody(wire), e);
        }
    }

    private <T> Reply<T> refused(Call<T> call, HttpResponse<?> response, BodyStream wire) throws InterruptedException {
        byte[] body = {};
        try (InputStream plain = decoded(response.headers(), wire)) {
            body = plain.readNBytes(ERROR_BODY);
            wire.drain();
        } catch (IOException e) {
            // The status has come and says what matters; an error body is only words.
            if (wire.state() == BodyStream.State.INTERRUPTED) {
                Thread.interrupted();
                throw new InterruptedException();
            }
        }
        @Nullable
        Duration retryAfter = response.headers()
                .firstValue("Retry-After")
                .map(value -> RetryAfter.parse(value, clock.instant()))
                .orElse(null);
        return new Reply.Refused<>(
                response.statusCode(),
                ApiError.parse(body, call.seller().token().value()),
                retryAfter);
    }

    private static InputStream decoded(HttpHeaders headers, BodyStream wire) throws IOException {
        String encoding = header(headers, "Content-Encoding");
        return switch (encoding) {
            case "", "identity" -> wire;
            case "gzip", "x-gzip" -> new GZIPInputStream(wire, GZIP_BUFFER);
            default -> throw new MalformedBodyException("an encoding that was not asked for");
        };
    }

    private static String header(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse("").strip().toLowerCase(Locale.ROOT);
    }

    private static Reply.Loss lossWithoutHead(IOException e) {
        if (e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof SSLHandshakeException) {
            return Reply.Loss.NOT_SENT;
        }
        return e instanceof HttpTimeoutException ? Reply.Loss.TIMED_OUT : Reply.Loss.NO_ANSWER;
    }

    private static Reply.Loss lossWithinBody(BodyStream wire) throws InterruptedException {
        return switch (wire.state()) {
            case OPEN, ENDED, CLOSED -> Reply.Loss.UNREADABLE;
            case BROKEN -> Reply.Loss.CUT_OFF;
            case TIMED_OUT -> Reply.Loss.TIMED_OUT;
            case INTERRUPTED -> {
                // Carried on as the exception that says so; whoever ends it restores the flag.
                Thread.interrupted();
                throw new InterruptedException();
            }
        };
    }
}
