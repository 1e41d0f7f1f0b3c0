package io.brxsync.cli.http;

import io.brxsync.BrxException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Asks all dependencies at once and writes the answer as JSON. Thread-safe. */
final class Readiness {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final JsonFactory JSON = new JsonFactory();

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(HealthCheck check, Bounded<String> question) {}

    private record Answer(HealthCheck check, boolean ok, String detail) {}

    /**
     * The state of everything.
     *
     * @param ready whether all are well
     * @param json {@code {"ready":…,"checks":{"name":{"ok":…,"address":…,"detail":…}}}}
     */
    record State(boolean ready, String json) {}

    Readiness(List<HealthCheck> checks, Executor threads) {
        checks.forEach(check -> entries.add(new Entry(check, new Bounded<>(check.question()::ask, threads))));
    }

    State ask() throws InterruptedException {
        List<CompletableFuture<String>> started =
                entries.stream().map(entry -> entry.question().start()).toList();
        long begin = System.nanoTime();
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            Duration left = LIMIT.minusNanos(System.nanoTime() - begin);
            answers.add(answer(entries.get(i).check(), started.get(i), left.isNegative() ? Duration.ZERO : left));
        }
        boolean ready = answers.stream().allMatch(Answer::ok);
        return new State(ready, json(ready, answers));
    }

    private static Answer answer(HealthCheck check, CompletableFuture<String> started, Duration left)
            throws InterruptedException {
        try {
            return new Answer(check, true, Bounded.await(started, left));
        } catch (TimeoutException e) {
            return new Answer(check, false, "no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            // Only our own exceptions are known to hold no secret.
            String detail = e.getCause() instanceof BrxException known
                    ? String.valueOf(known.getMessage())
                    : "unexpected " + e.getCause().getClass().getName();
            return new Answer(check, false, detail);
        }
    }

    private static String json(boolean ready, List<Answer> answers) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("ready", ready);
            json.writeObjectPropertyStart("checks");
            for (Answer answer : answers) {
                json.writeObjectPropertyStart(answer.check().name());
                json.writeBooleanProperty("ok", answer.ok());
                json.writeStringProperty("address", answer.check().address());
                json.writeStringProperty("detail", answer.detail());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
