package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.AccountLimits.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way: limit, token, faults before, the endpoint, faults after, the answer. Waiting (latency,
 * gates) costs no thread. Runs on one thread at a time.
 */
final class Exchange {
    static final String BASE_PATH = "/api/v2";
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int MAX_BODY = 32 * 1024 * 1024;

    private final SimulatorState state;
    private final Request request;
    private final ResponseSender sender;
    private final long arrival;
    private final String path;
    private final @Nullable SimulatedAccount account;
    private final @Nullable Endpoint endpoint;
    private final List<String> pathParameters;
    private List<Fault> faults = List.of();
    private byte[] body = {};

    Exchange(SimulatorState state, Request request, Response response, Callback callback) {
        this.state = state;
        this.request = request;
        this.arrival = state.options().ticker().getAsLong();
        String fullPath = Request.getPathInContext(request);
        this.path = fullPath.startsWith(BASE_PATH) ? fullPath.substring(BASE_PATH.length()) : fullPath;
        this.account = state.accounts().byAuthorization(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        Router.Match match =
                fullPath.startsWith(BASE_PATH + "/") ? state.router().find(request.getMethod(), path) : null;
        this.endpoint = match == null ? null : match.endpoint();
        this.pathParameters = match == null ? List.of() : match.parameters();
        this.sender = new ResponseSender(request, response, callback, this::finished);
    }

    /** Takes the request on; it is answered from here or, after a wait, from another thread. */
    void start() {
        try {
            takeOn();
        } catch (IOException e) {
            sender.fail(e);
        } catch (RuntimeException e) {
            LOG.error("request failed method={} path={}; answered with 500", request.getMethod(), path, e);
            sender.fail(e);
        }
    }

    private void takeOn() throws IOException {
        int accountId = account == null ? 0 : account.id();
        RateClass rateClass = endpoint == null ? RateClass.ALL : endpoint.rateClass();
        if (account != null) {
            Verdict verdict = account.limits().admit(rateClass, arrival);
            if (!verdict.admitted()) {
                sender.send(overLimit(verdict.rateClass()), List.of());
                return;
            }
        }
        faults = state.faults().meet(accountId, request.getMethod(), path);
        body = Content.Source.asInputStream(request).readNBytes(MAX_BODY);
        // A read shows the moment of its arrival, however long its answer is held back.
        Reply early = request.getMethod().equals("GET") ? reply() : null;
        pause(Gate.Place.BEFORE, () -> apply(early));
    }

    private void apply(@Nullable Reply early) {
        if (replaced(false)) {
            return;
        }
        Reply reply = early == null ? reply() : early;
        if (replaced(true)) {
            return;
        }
        pause(Gate.Place.AFTER, () -> sender.send(reply, faults));
    }

    /** Whether a fault answered, or refused to answer, instead of the endpoint. */
    private boolean replaced(boolean afterApplied) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.Reset reset && reset.afterApplied() == afterApplied) {
                sender.reset();
                return true;
            }
            if (fault instanceof Fault.Answer answer && answer.afterApplied() == afterApplied) {
                sender.send(answer(answer), faults);
                return true;
            }
        }
        return false;
    }

    private Reply reply() {
        if (account == null) {
            return Errors.unauthorized();
        }
        if (endpoint == null) {
            return Errors.notFound("Not found");
        }
        try {
            Call call = new Call(account, pathParameters, Request.extractQueryParameters(request), body);
            return endpoint.action().apply(call);
        } catch (ApiError e) {
            return e.reply();
        }
    }

    private void pause(Gate.Place place, Runnable next) {
        Duration delay = Duration.ZERO;
        Runnable rest = next;
        for (Fault fault : faults) {
            if (fault instanceof Fault.Latency latency && latency.afterApplied() == (place == Gate.Place.AFTER)) {
                delay = delay.plus(latency.delay());
            } else if (fault instanceof Fault.Held held && held.gate().place() == place) {
                Runnable after = rest;
                rest = () -> held.gate().pass(() -> resume(after));
            }
        }
        if (delay.isZero()) {
            rest.run();
        } else {
            later(rest, delay);
        }
    }

    private void later(Runnable step, Duration delay) {
        try {
            state.scheduler().schedule(() -> resume(step), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            sender.reset();
        }
    }

    /** Goes on with a request that has waited; the simulator may have been closed meanwhile. */
    private void resume(Runnable step) {
        try {
            state.executor().execute(guarded(step));
        } catch (RejectedExecutionException e) {
            sender.reset();
        }
    }

    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("request failed method={} path={}; answered with 500", request.getMethod(), path, e);
                sender.fail(e);
            }
        };
    }

    private Reply overLimit(RateClass rateClass) {
        RateLimit limit = state.options().rateLimit(rateClass);
        Reply reply = Errors.tooMany(Errors.tooManyMessage(rateClass, limit));
        int seconds = (int) Math.max(1, limit.window().toSeconds());
        return switch (state.options().retryAfter()) {
            case NONE -> reply;
            case SECONDS -> reply.withRetryAfter(Integer.toString(seconds));
            case HTTP_DATE -> reply.withRetryAfter(httpDate(seconds));
        };
    }

    private Reply answer(Fault.Answer answer) {
        Reply tooMany = Errors.tooMany(
                Errors.tooManyMessage(RateClass.ALL, state.options().rateLimit(RateClass.ALL)));
        return switch (answer.kind()) {
            case HTML -> Errors.html(answer.status());
            case TOO_MANY -> tooMany;
            case TOO_MANY_WITH_SECONDS -> tooMany.withRetryAfter(answer.body());
            case TOO_MANY_WITH_DATE -> tooMany.withRetryAfter(httpDate(Integer.parseInt(answer.body())));
            case UNAUTHORIZED -> Errors.unauthorized();
            case EDGE_BLOCK -> Errors.edgeBlock();
            case JSON -> Reply.json(answer.status(), answer.body());
        };
    }

    private String httpDate(int secondsFromNow) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                state.options().clock().instant().plusSeconds(secondsFromNow).atOffset(ZoneOffset.UTC));
    }

    private void finished(int status) {
        state.finished(new RequestEvent(
                request.getMethod(),
                path,
                request.getHttpURI().getQuery(),
                endpoint == null ? "unknown" : endpoint.label(),
                account == null ? 0 : account.id(),
                arrival,
                state.options().ticker().getAsLong(),
                status));
    }
}
