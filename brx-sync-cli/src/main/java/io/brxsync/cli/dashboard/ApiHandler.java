package io.brxsync.cli.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.brxsync.BrxException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;

/**
 * {@code /dashboard/api/…}: JSON for the page. Reads are GET, actions are POST with the token. Few run at a time, so that
 * an open page never takes the threads of webhooks and health checks. Thread-safe.
 */
final class ApiHandler implements HttpHandler {
    static final String PATH = Dashboard.PATH + "api/";

    private static final int AT_ONCE = 4;
    private static final int LARGEST_BODY = 64 * 1024;

    private final Gate gate;
    private final Reads reads;
    private final Actions actions;
    private final Semaphore places = new Semaphore(AT_ONCE);

    ApiHandler(Gate gate, Reads reads, Actions actions) {
        this.gate = gate;
        this.reads = reads;
        this.actions = actions;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                gate.admit(exchange.getRequestHeaders());
                Exchanges.json(exchange, 200, answerInTurn(exchange));
            } catch (Refusal refusal) {
                Exchanges.fail(exchange, refusal);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Object answerInTurn(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
        if (!places.tryAcquire(500, TimeUnit.MILLISECONDS)) {
            throw new Refusal(503, "busy: the servers behind the dashboard answer slowly");
        }
        try {
            return answer(exchange);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        } catch (BrxException e) {
            throw new Refusal(503, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw new Refusal(500, Watcher.words(e));
        } finally {
            places.release();
        }
    }

    private Object answer(HttpExchange exchange) throws IOException, Refusal {
        List<String> path = List.of(
                exchange.getRequestURI().getPath().substring(PATH.length()).split("/", -1));
        Query query = Query.of(exchange.getRequestURI().getRawQuery());
        String first = path.get(0);
        if (path.size() == 1) {
            switch (first) {
                case "overview", "history", "users", "dead" -> {
                    require(exchange, "GET");
                    return read(first, query);
                }
                case "session" -> {
                    enter(exchange);
                    return new Actions.Result(0);
                }
                default -> throw unknown();
            }
        }
        if (path.size() == 3 && first.equals("queues")) {
            return queueAction(exchange, path.get(1), path.get(2));
        }
        if (path.size() == 2 && first.equals("dead")) {
            return deadAction(exchange, path.get(1));
        }
        throw unknown();
    }

    private Object read(String name, Query query) {
        return switch (name) {
            case "overview" -> reads.overview(gate.actionsAreOpen());
            case "history" -> reads.history(query);
            case "users" -> reads.users(query);
            default -> reads.dead(query);
        };
    }

    private Object queueAction(HttpExchange exchange, String queue, String verb) throws Refusal {
        return switch (verb) {
            case "pause" -> {
                enter(exchange);
                yield actions.pause(queue, from(exchange));
            }
            case "resume" -> {
                enter(exchange);
                yield actions.resume(queue, from(exchange));
            }
            default -> throw unknown();
        };
    }

    private Object deadAction(HttpExchange exchange, String verb) throws IOException, Refusal {
        return switch (verb) {
            case "retry" -> {
                enter(exchange);
                yield actions.retry(selection(exchange), from(exchange));
            }
            case "purge" -> {
                enter(exchange);
                yield actions.purge(selection(exchange), from(exchange));
            }
            default -> throw unknown();
        };
    }

    private void enter(HttpExchange exchange) throws Refusal {
        require(exchange, "POST");
        gate.admitAction(exchange.getRequestHeaders());
    }

    private static void require(HttpExchange exchange, String method) throws Refusal {
        String given = exchange.getRequestMethod();
        if (!given.equals(method) && !(method.equals("GET") && given.equals("HEAD"))) {
            exchange.getResponseHeaders().set("Allow", method.equals("GET") ? "GET, HEAD" : method);
            throw new Refusal(405, "only " + method + " is answered here");
        }
    }

    private static Actions.Selection selection(HttpExchange exchange) throws IOException, Refusal {
        // One byte more than allowed tells that there are more.
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new Refusal(413, "at most " + LARGEST_BODY + " bytes are taken");
        }
        Actions.Selection selection = null;
        try {
            selection = Exchanges.mapper()
                    .readerFor(Actions.Selection.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(body);
        } catch (JacksonException e) {
            // Answered below; what the parser says may repeat what was sent.
        }
        if (selection == null) {
            throw new Refusal(
                    400, "a JSON object with either \"ids\", or \"all\" and perhaps \"queue\" and \"until\" is needed");
        }
        return selection;
    }

    private static String from(HttpExchange exchange) {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    private static Refusal unknown() {
        return new Refusal(404, "there is nothing at this address");
    }
}
