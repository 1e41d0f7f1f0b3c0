package io.brxsync.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerHttpTest {
    private final HttpClient client = HttpClient.newHttpClient();

    private static WorkerHttp open(List<HealthCheck> checks, Runnable refresh) throws IOException {
        return WorkerHttp.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                checks,
                new WorkerHttp.Metrics(refresh, () -> "metric 1\n"));
    }

    private HttpResponse<String> send(WorkerHttp http, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCheckThatHangsIsNotReadyWithinItsLimitAndAskedOnlyOnce() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        HealthCheck hanging = new HealthCheck("redis", "nowhere:1", () -> {
            asked.incrementAndGet();
            waitFor(release);
            return "late";
        });
        try (WorkerHttp http = open(List.of(hanging, new HealthCheck("worker", "here", () -> "fine")), () -> {})) {
            for (int i = 0; i < 3; i++) {
                long begin = System.nanoTime();
                HttpResponse<String> response = send(http, "GET", "/health/ready");
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.body())
                        .contains("\"ready\":false", "\"worker\":{\"ok\":true", "no answer within 2 s", "nowhere:1");
            }
            assertThat(asked).hasValue(1);
            assertThat(send(http, "GET", "/health/live").statusCode()).isEqualTo(200);
            release.countDown();
        }
    }

    @Test
    void aFailingCheckSaysWhyButOnlyInOurOwnWords() throws Exception {
        HealthCheck known = new HealthCheck("postgresql", "db:5432", () -> {
            throw BrxException.unavailable("PostgreSQL at db:5432 is out of reach", null, null);
        });
        HealthCheck unknown = new HealthCheck("mysql", "db:3306", () -> {
            throw new IllegalStateException("password=hunter2");
        });
        try (WorkerHttp http = open(List.of(known, unknown), () -> {})) {
            HttpResponse<String> response = send(http, "GET", "/health/ready");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .contains("is out of reach", "unexpected java.lang.IllegalStateException")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aDeadQueueNeitherBlocksNorFailsTheScrape() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (WorkerHttp http = open(List.of(), () -> waitFor(release))) {
            long begin = System.nanoTime();
            HttpResponse<String> response = send(http, "GET", "/metrics");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("metric 1\n");
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain; version=0.0.4");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            release.countDown();
        }
        try (WorkerHttp http = open(List.of(), () -> {
            throw new IllegalStateException("no Redis");
        })) {
            assertThat(send(http, "GET", "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void onlyReadsAreAnswered() throws Exception {
        try (WorkerHttp http = open(List.of(), () -> {})) {
            HttpResponse<String> post = send(http, "POST", "/health/live");
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
            assertThat(send(http, "HEAD", "/health/live").statusCode()).isEqualTo(200);
            assertThat(send(http, "GET", "/health/live/more").statusCode()).isEqualTo(404);
            assertThat(send(http, "GET", "/health/ready").body()).isEqualTo("{\"ready\":true,\"checks\":{}}\n");
        }
    }
}
