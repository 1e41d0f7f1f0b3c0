package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.SimulatorOptions.WarningShape;
import io.brxsync.examples.simulator.WriteOutcome.Refused;
import io.brxsync.examples.simulator.WriteOutcome.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One bulk job: items are applied in their order, results are listed in another. Thread-safe. */
final class BulkJob {
    private enum State {
        PENDING,
        RUNNING,
        COMPLETED,
        UNPROCESSABLE
    }

    private static final Logger LOG = LoggerFactory.getLogger(BulkJob.class);

    private final String uuid;
    private final List<JsonNode> items;
    private final boolean refused;
    private final Function<JsonNode, WriteOutcome> apply;
    // Guarded by this; states only move downwards in the enum.
    private final List<WriteOutcome> outcomes = new ArrayList<>();
    private State state = State.PENDING;

    BulkJob(String uuid, List<JsonNode> items, boolean refused, Function<JsonNode, WriteOutcome> apply) {
        this.uuid = uuid;
        this.items = List.copyOf(items);
        this.refused = refused;
        this.apply = apply;
    }

    String uuid() {
        return uuid;
    }

    synchronized boolean ended() {
        return state == State.COMPLETED || state == State.UNPROCESSABLE;
    }

    synchronized void step() {
        try {
            advance();
        } catch (RuntimeException e) {
            LOG.error("job failed job={} applied={}; it ends as unprocessable", uuid, outcomes.size(), e);
            state = State.UNPROCESSABLE;
        }
    }

    private void advance() {
        state = switch (state) {
            case PENDING -> refused ? State.UNPROCESSABLE : applyUpTo(items.size() / 2, State.RUNNING);
            case RUNNING -> applyUpTo(items.size(), State.COMPLETED);
            case COMPLETED -> State.COMPLETED;
            case UNPROCESSABLE -> State.UNPROCESSABLE;
        };
    }

    synchronized void abandon() {
        state = ended() ? state : State.UNPROCESSABLE;
    }

    private State applyUpTo(int count, State next) {
        while (outcomes.size() < count) {
            outcomes.add(apply.apply(items.get(outcomes.size())));
        }
        return next;
    }

    synchronized ObjectNode status(WarningShape shape) {
        ObjectNode node =
                Json.object().put("uuid", uuid).put("state", state.name().toLowerCase(Locale.ROOT));
        node.put("spawned_children", state == State.PENDING ? null : Integer.valueOf(items.size()));
        int[] stats = new int[3];
        List<ObjectNode> results = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            ObjectNode result = result(outcomes.get(i), shape);
            stats[result.path("result").asString().equals("ok") ? 0 : result.has("product_id") ? 1 : 2]++;
            results.add(result.put("job_index", i));
        }
        ObjectNode counts = node.putObject("stats")
                .put("ok", stats[0])
                .put("warning", stats[1])
                .put("error", stats[2]);
        if (!ended()) {
            counts.put("pending", items.size() - outcomes.size());
        }
        Collections.shuffle(results, new Random(uuid.hashCode()));
        ArrayNode array = node.putArray("results");
        results.forEach(array::add);
        return node;
    }

    private static ObjectNode result(WriteOutcome outcome, WarningShape shape) {
        ObjectNode node = Json.object();
        if (outcome instanceof Stored stored) {
            node.put("result", stored.warnings().isEmpty() ? "ok" : "warning")
                    .put("product_id", stored.product().id());
            if (!stored.warnings().isEmpty()) {
                node.set("warnings", WriteApi.warnings(stored.warnings(), shape));
            }
        } else if (outcome instanceof Refused refused) {
            node.put("result", "error");
            ObjectNode errors = node.putObject("errors");
            refused.errors().forEach((field, text) -> errors.putArray(field).add(text));
        }
        return node;
    }
}
