package io.brxsync.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.examples.monitoring.PromQl.Condition;
import io.brxsync.examples.monitoring.PromQl.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Dashboard and alerts ask only for what a worker reports. */
class MonitoringTest {
    private static final Path RULES = Path.of("prometheus-rules.yml");
    private static final Path DASHBOARD = Path.of("grafana-dashboard.json");
    private static final Path ADAPTER = Path.of("../deploy/kubernetes/prometheus-adapter-rules.yaml");

    /** What Prometheus adds to every sample. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    private static final Pattern LEGEND = Pattern.compile("\\{\\{ *([a-zA-Z_.$]+) *}}");

    private static final Pattern COMMAND = Pattern.compile("brx-sync ([a-z]+)");

    @TempDir
    static Path directory;

    private static Scrape scrape;

    @BeforeAll
    static void watchAWorker() throws Exception {
        try (WorkerUnderWatch worker = new WorkerUnderWatch(directory)) {
            scrape = Scrape.of(worker.busyScrape());
        }
    }

    @Test
    void everyPanelAsksForWhatAWorkerReports() {
        int queries = 0;
        for (JsonNode panel : Documents.json(DASHBOARD).get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expression = withoutVariables(target.get("expr").stringValue());
                String legend = target.get("legendFormat").stringValue();
                assertThat(problems(expression, legend))
                        .as("panel %s: %s", panel.get("title"), expression)
                        .isEmpty();
                queries++;
            }
        }
        assertThat(queries).isGreaterThan(30);
    }

    @Test
    void thePanelsStandApartAndTakeTheirSourceFromAVariable() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : Documents.json(DASHBOARD).get("panels")) {
            assertThat(ids.add(panel.get("id").intValue())).isTrue();
            JsonNode at = panel.get("gridPos");
            for (int x = 0; x < at.get("w").intValue(); x++) {
                for (int y = 0; y < at.get("h").intValue(); y++) {
                    assertThat(cells.add((at.get("x").intValue() + x) + "/"
                                    + (at.get("y").intValue() + y)))
                            .as("cell of %s", panel.get("title"))
                            .isTrue();
                }
            }
            panel.path("targets")
                    .forEach(target -> assertThat(target.at("/datasource/uid").stringValue())
                            .isEqualTo("${datasource}"));
        }
    }

    @Test
    void everyAlertAsksForWhatAWorkerReportsAndSaysWhatToDo() {
        Set<String> names = new HashSet<>();
        for (Map<?, ?> rule : rules()) {
            String name = (String) rule.get("alert");
            assertThat(names.add(name)).as("%s stands once", name).isTrue();
            String summary = (String) ((Map<?, ?>) rule.get("annotations")).get("summary");
            assertThat(problems((String) rule.get("expr"), summary)).as(name).isEmpty();
            assertThat(commandsIn(summary)).as(name).allMatch(Program.commands()::contains);
            assertThat(summary.length()).as("length of the summary of %s", name).isGreaterThan(80);
            assertThat(((Map<?, ?>) rule.get("labels")).get("severity"))
                    .as(name)
                    .isIn("page", "ticket");
            assertThat((String) rule.get("for")).as(name).matches("[0-9]+[mh]");
        }
        assertThat(names).hasSizeGreaterThan(15);
    }

    @Test
    void whatScalesThePodsIsReportedToo() {
        Map<?, ?> adapter = (Map<?, ?>) Documents.yaml(ADAPTER).get(0);
        List<Map<?, ?>> rules = Documents.maps(adapter.get("externalRules"));
        assertThat(rules).hasSize(1);
        String series = (String) rules.get(0).get("seriesQuery");
        String query = (String) rules.get(0).get("metricsQuery");
        assertThat(problems(series, "")).isEmpty();
        String metric = PromQl.read(series).get(0).metric();
        String expression = query.replace("<<.Series>>", metric)
                .replace("<<.LabelMatchers>>", "state=\"ready\"")
                .replace("<<.GroupBy>>", "job");
        assertThat(problems(expression, "")).isEmpty();
    }

    @Test
    void aNameThatNoWorkerReportsIsFound() {
        assertThat(problems("sum by (queue) (brx_queue_task{state=\"ready\"})", ""))
                .hasSize(1);
        assertThat(problems("sum by (user) (brx_queue_tasks)", "")).hasSize(1);
        assertThat(problems("brx_queue_tasks{kind=\"ready\"}", "")).hasSize(1);
        assertThat(problems("brx_queue_tasks{state=\"asleep\"}", "")).hasSize(1);
        assertThat(problems("brx_queue_tasks{state=~\"held|asleep\"}", "")).hasSize(1);
        assertThat(problems("max by (queue) (brx_queue_tasks)", "{{state}}")).hasSize(1);
        assertThatThrownBy(() -> PromQl.read("sum(rate(brx_tasks_total[5m])")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> PromQl.read("rates(brx_tasks_total[5m])")).isInstanceOf(AssertionError.class);
    }

    private static List<String> commandsIn(String text) {
        return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static List<Map<?, ?>> rules() {
        List<Map<?, ?>> rules = new ArrayList<>();
        Map<?, ?> file = (Map<?, ?>) Documents.yaml(RULES).get(0);
        Documents.maps(file.get("groups")).forEach(group -> rules.addAll(Documents.maps(group.get("rules"))));
        return rules;
    }

    private static String withoutVariables(String expression) {
        return expression.replace("$__rate_interval", "5m").replace("$job", ".+");
    }

    /** What an expression, and the text that shows its labels, name and no worker reports. */
    private static List<String> problems(String expression, String text) {
        List<String> problems = new ArrayList<>();
        List<Selector> selectors = PromQl.read(expression);
        selectors.forEach(selector -> problems.addAll(problems(selector)));
        Matcher shown = LEGEND.matcher(text);
        while (shown.find()) {
            String label = shown.group(1).replace("$labels.", "");
            boolean kept = selectors.stream().anyMatch(selector -> keeps(selector, expression, label));
            if (!kept && !label.equals("$value")) {
                problems.add("shows " + label);
            }
        }
        return problems;
    }

    private static boolean keeps(Selector selector, String expression, String label) {
        boolean aggregated = expression.matches("(?s).*\\b(sum|max|min|avg|count|histogram_quantile)\\b.*");
        return selector.grouping().contains(label)
                || (!aggregated && known(selector.metric()).contains(label));
    }

    private static Set<String> known(String metric) {
        Set<String> labels = new HashSet<>(ADDED);
        labels.addAll(scrape.labels(metric));
        return labels;
    }

    private static List<String> problems(Selector selector) {
        String metric = selector.metric();
        if (metric.equals("up")) {
            return List.of();
        }
        if (!scrape.has(metric)) {
            return List.of("no metric " + metric + " among " + scrape.names());
        }
        List<String> problems = new ArrayList<>();
        Set<String> labels = new HashSet<>(selector.grouping());
        Map<String, List<String>> values = new HashMap<>();
        for (Condition condition : selector.conditions()) {
            labels.add(condition.label());
            List<String> alternatives = List.of(condition.value().split("\\|"));
            if (alternatives.stream().allMatch(value -> value.matches("[a-z_-]+"))) {
                values.put(condition.label(), alternatives);
            }
        }
        labels.removeAll(known(metric));
        labels.forEach(label -> problems.add(metric + " has no label " + label));
        // A status is a number of HTTP; which of them come depends on CardTrader.
        values.keySet().removeAll(Set.of("job", "status"));
        values.keySet().removeAll(labels);
        values.forEach((label, asked) -> asked.stream()
                .filter(value -> !scrape.values(metric, label).contains(value))
                .forEach(value -> problems.add(metric + " has no " + label + "=" + value)));
        return problems;
    }
}
