package io.brxsync.cardtrader.wire;

import io.brxsync.port.JobReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Reads what CardTrader tells of bulk jobs. */
public final class Jobs {

    private Jobs() {}

    /**
     * The job that a bulk request started.
     *
     * @throws MalformedBodyException for an answer without one
     */
    public static UUID started(InputStream body) throws IOException {
        try {
            return UUID.fromString(Nodes.textOr(tree(body).path("job"), ""));
        } catch (IllegalArgumentException none) {
            throw new MalformedBodyException("no job in it");
        }
    }

    /**
     * {@code GET /jobs/:uuid}. Items are told apart by their {@code job_index}: their order in the list means nothing. A
     * state that nobody knows is taken for one that has not ended.
     */
    public static JobReport report(InputStream body) throws IOException {
        JsonNode json = tree(body);
        JobReport.State state = switch (Nodes.textOr(json.path("state"), "")) {
            case "completed" -> JobReport.State.COMPLETED;
            case "unprocessable" -> JobReport.State.UNPROCESSABLE;
            case "unknown" -> JobReport.State.UNKNOWN;
            default -> JobReport.State.UNFINISHED;
        };
        Map<Integer, JobReport.Item> items = new HashMap<>();
        for (JsonNode item : json.path("results")) {
            Long index = Nodes.whole(item.path("job_index"));
            if (index != null && index >= 0 && index <= Integer.MAX_VALUE) {
                items.put(index.intValue(), item(item));
            }
        }
        return new JobReport(state, items);
    }

    private static JobReport.Item item(JsonNode item) {
        List<String> messages = new ArrayList<>(Changes.lines(item.path("errors")));
        messages.addAll(Changes.lines(item.path("warnings")));
        JobReport.Result result = switch (Nodes.textOr(item.path("result"), "")) {
            case "ok" -> JobReport.Result.OK;
            case "error" -> JobReport.Result.ERROR;
            // Whatever else it is: it is to be looked at.
            default -> JobReport.Result.WARNING;
        };
        return new JobReport.Item(result, Nodes.whole(item.path("product_id")), messages);
    }

    private static JsonNode tree(InputStream body) throws IOException {
        try (JsonParser parser = Json.parser(body)) {
            return Json.tree(parser);
        }
    }
}
