package io.brxsync.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.config.BrxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.config.Config;

/** The files of examples/deploy can be read, fit together, and ask for nothing that the program does not know. */
class DeployTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final Path COMPOSE = DEPLOY.resolve("compose/compose.yaml");
    private static final Path UNIT = DEPLOY.resolve("systemd/brx-sync-worker.service");
    private static final Path WORKER = DEPLOY.resolve("kubernetes/worker.yaml");

    /** A password, key or token with a value of its own, as a setting or within a URL. */
    private static final Pattern GIVEN_AWAY = Pattern.compile(
            "(?<![{A-Z_])([A-Z_]*(PASSWORD|FERNET_KEY|SECRET|TOKEN)|password|[a-z]+Password)\"?[:=] *(?!\"?\\$\\{)[^ #]"
                    + "|://[^:/@ ]*:(?!\\$\\{)[^@/ ]+@");

    @TempDir
    Path directory;

    static List<Path> readable() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(DEPLOY), Files.list(Path.of("")))) {
            return files.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("readable")
    void isWellFormed(Path file) {
        if (file.toString().endsWith(".json")) {
            assertThat(Documents.json(file).isObject()).isTrue();
        } else {
            assertThat(Documents.yaml(file))
                    .isNotEmpty()
                    .allSatisfy(document -> assertThat(document).isInstanceOf(Map.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentinel", "cluster"})
    void redissonTakesItsFile(String kind) throws Exception {
        Path file = DEPLOY.resolve("redisson").resolve(kind + ".yaml");
        Config config = Config.fromYAML(file.toFile());
        assertThat(config.isSentinelConfig()).isEqualTo(kind.equals("sentinel"));
        assertThat(config.isClusterConfig()).isEqualTo(kind.equals("cluster"));
        assertThat(config.getPassword()).as("from the environment").isEqualTo("from-the-environment");
        assertThat(BrxConfig.from(Map.of("REDISSON_CONFIG", file.toString()))
                        .redis()
                        .redissonFile())
                .isEqualTo(file);

        Path wrong = Files.writeString(
                directory.resolve("wrong.yaml"), Files.readString(file).replace("scanInterval", "scanIntervall"));
        assertThatThrownBy(() -> Config.fromYAML(wrong.toFile())).isInstanceOf(Exception.class);
    }

    @Test
    void everyWorkerIsGivenOptionsThatItKnows() {
        Set<String> known = words(Program.run("worker", "--help"));
        assertThat(known).contains("--drain-timeout", "-c");
        for (List<String> arguments : List.of(unitArguments(), composeArguments(), podArguments())) {
            assertThat(arguments).startsWith("worker");
            assertThat(arguments.stream().filter(word -> word.startsWith("-")))
                    .isNotEmpty()
                    .allMatch(known::contains);
            assertThat(after(arguments, "--http-port")).isEqualTo("9090");
        }
    }

    @Test
    void everyWorkerIsGivenTimeToDrain() {
        Matcher stop = Pattern.compile("TimeoutStopSec=(\\d+)s").matcher(Documents.text(UNIT));
        assertThat(stop.find()).isTrue();
        assertThat(Integer.parseInt(stop.group(1))).isGreaterThanOrEqualTo(drain(unitArguments()) + 10);

        String grace = (String) map(composeWorker()).get("stop_grace_period");
        assertThat(seconds(grace)).isGreaterThanOrEqualTo(drain(composeArguments()) + 10);

        Map<?, ?> pod = pod();
        List<?> preStop =
                (List<?>) in(container(), "lifecycle", "preStop", "exec").get("command");
        int sleep = Integer.parseInt((String) preStop.get(1));
        assertThat((Integer) pod.get("terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(sleep + drain(podArguments()) + 10);
    }

    @Test
    void probesAskForWhatIsServed() {
        assertThat(in(container(), "livenessProbe", "httpGet").get("path")).isEqualTo("/health/live");
        assertThat(in(container(), "startupProbe", "httpGet").get("path")).isEqualTo("/health/live");
        assertThat(in(container(), "readinessProbe", "httpGet").get("path")).isEqualTo("/health/ready");
        assertThat(Documents.maps(container().get("ports")).get(0).get("containerPort"))
                .isEqualTo(9090);
    }

    @Test
    void whatPointsAtTheWorkersMeetsThem() {
        List<Map<?, ?>> documents =
                Documents.yaml(WORKER).stream().<Map<?, ?>>map(DeployTest::map).toList();
        assertThat(documents)
                .extracting(document -> document.get("apiVersion") + " " + document.get("kind"))
                .containsExactly("apps/v1 Deployment", "v1 Service", "policy/v1 PodDisruptionBudget");
        Map<?, ?> labels = in(documents.get(0), "spec", "template", "metadata", "labels");
        assertThat(labels).isNotEmpty();
        assertThat(in(documents.get(0), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(in(documents.get(1), "spec", "selector")).isEqualTo(labels);
        assertThat(in(documents.get(2), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(Documents.maps(in(documents.get(1), "spec").get("ports"))
                        .get(0)
                        .get("targetPort"))
                .isEqualTo(Documents.maps(container().get("ports")).get(0).get("name"));
        assertThat(in(documents.get(0), "spec", "template", "metadata", "annotations")
                        .get("prometheus.io/port"))
                .isEqualTo("9090");

        Map<?, ?> scaler =
                map(Documents.yaml(DEPLOY.resolve("kubernetes/autoscaler.yaml")).get(0));
        assertThat(in(scaler, "spec", "scaleTargetRef"))
                .isEqualTo(Map.of(
                        "apiVersion", "apps/v1",
                        "kind", "Deployment",
                        "name", in(documents.get(0), "metadata").get("name")));
        Map<?, ?> metric = map(Documents.maps(in(scaler, "spec").get("metrics")).get(0));
        Map<?, ?> rules = map(Documents.yaml(DEPLOY.resolve("kubernetes/prometheus-adapter-rules.yaml"))
                .get(0));
        assertThat(in(metric, "external", "metric").get("name"))
                .isEqualTo(in(Documents.maps(rules.get("externalRules")).get(0), "name")
                        .get("as"));

        Map<?, ?> migration =
                map(Documents.yaml(DEPLOY.resolve("kubernetes/migrate.yaml")).get(0));
        Map<?, ?> migrates = Documents.maps(
                        in(migration, "spec", "template", "spec").get("containers"))
                .get(0);
        assertThat(migrates.get("image")).isEqualTo(container().get("image"));
        assertThat(migrates.get("envFrom")).isEqualTo(container().get("envFrom"));
        assertThat(migrates.get("args")).isEqualTo(List.of("migrate"));
    }

    @Test
    void everyVariableIsOneThatTheProgramReads() {
        Set<String> known = words(Documents.text(Path.of("../../brx-sync-cli/src/dist/conf/brx-sync.env.example")));
        known.add("BRX_JAVA_OPTS");
        Set<String> given = new HashSet<>();
        map(composeWorker().get("environment")).keySet().forEach(name -> given.add((String) name));
        Documents.maps(container().get("env")).forEach(entry -> given.add((String) entry.get("name")));
        assertThat(given).hasSizeGreaterThan(5).isSubsetOf(known);
    }

    @Test
    void thePoolsOfTheMostWorkersFitUnderPostgresDefaults() {
        Map<String, String> variables = new HashMap<>();
        Documents.maps(container().get("env"))
                .forEach(entry -> variables.put((String) entry.get("name"), (String) entry.get("value")));
        int pool = Integer.parseInt(variables.get("DB_POOL_SIZE")) + Integer.parseInt(variables.get("DB_MAX_OVERFLOW"));
        Map<?, ?> scaler =
                map(Documents.yaml(DEPLOY.resolve("kubernetes/autoscaler.yaml")).get(0));
        int most = (Integer) map(scaler.get("spec")).get("maxReplicas");
        assertThat(most * pool).isLessThanOrEqualTo(97);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  REDIS_PASSWORD: hunter2",
                "FERNET_KEY=abc",
                "password: \"abc\"",
                "  sentinelPassword: abc",
                "DATABASE_URL=postgresql://brx:abc@postgres/brx"
            })
    void aSecretWouldBeFound(String line) {
        assertThat(GIVEN_AWAY.matcher(line).find()).isTrue();
    }

    @Test
    void noFileHoldsASecret() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Documents.text(file).lines())
                        .as(file.toString())
                        .noneMatch(line -> GIVEN_AWAY.matcher(line).find());
            }
        }
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.split("[^A-Za-z0-9_-]+")));
    }

    private static List<String> unitArguments() {
        String line = Documents.text(UNIT)
                .lines()
                .filter(text -> text.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words = List.of(line.substring("ExecStart=".length()).split(" "));
        return words.subList(1, words.size());
    }

    private static List<String> composeArguments() {
        return strings(composeWorker().get("command"));
    }

    private static Map<?, ?> composeWorker() {
        Map<?, ?> services = map(map(Documents.yaml(COMPOSE).get(0)).get("services"));
        return map(services.get("worker"));
    }

    private static List<String> podArguments() {
        return strings(container().get("args"));
    }

    private static Map<?, ?> pod() {
        return in(map(Documents.yaml(WORKER).get(0)), "spec", "template", "spec");
    }

    private static Map<?, ?> container() {
        return Documents.maps(pod().get("containers")).get(0);
    }

    private static Map<?, ?> in(Map<?, ?> outer, String... path) {
        Map<?, ?> map = outer;
        for (String name : path) {
            map = map(map.get(name));
        }
        return map;
    }

    private static Map<?, ?> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) value;
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static String after(List<String> arguments, String option) {
        return arguments.get(arguments.indexOf(option) + 1);
    }

    private static int drain(List<String> arguments) {
        return seconds(after(arguments, "--drain-timeout"));
    }

    private static int seconds(String duration) {
        assertThat(duration).endsWith("s");
        return Integer.parseInt(duration.substring(0, duration.length() - 1));
    }
}
