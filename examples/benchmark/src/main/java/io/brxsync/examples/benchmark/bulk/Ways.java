package io.brxsync.examples.benchmark.bulk;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The ways that are measured, by name. */
enum Ways {
    /** The floor: plain {@code COPY} of files that hold the same rows, a transaction for each seller. */
    COPY {
        @Override
        Way open(Map<String, String> environment, int threads) {
            return new Copy(environment, threads);
        }
    },
    /** The same, of rows in the order of the largest index, which writes neighbours one after the other. */
    COPY_SORTED {
        @Override
        Way open(Map<String, String> environment, int threads) {
            return new Copy(environment, threads);
        }
    },
    /** The floor of what the network costs: exports are read and forgotten. */
    DOWNLOAD {
        @Override
        Way open(Map<String, String> environment, int threads) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            URI export = URI.create(environment.get("CARDTRADER_API_BASE_URL") + "/products/export");
            return users -> {
                Map<UUID, String> tokens = tokens(environment, users);
                return each(users, threads, user -> {
                    HttpRequest request = HttpRequest.newBuilder(export)
                            .header("Authorization", "Bearer " + tokens.get(user))
                            .build();
                    HttpResponse<InputStream> response =
                            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                    try (InputStream body = response.body()) {
                        body.transferTo(OutputStream.nullOutputStream());
                    }
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("The export was answered with " + response.statusCode());
                    }
                });
            };
        }
    },
    /** The rival: each product is selected by its key, then inserted or updated. */
    ROW_WISE {
        @Override
        Way open(Map<String, String> environment, int threads) {
            return new RowWise(environment, threads);
        }
    },
    /** What brx-sync does: a worker runs {@code bulk_sync} tasks. */
    SYNC {
        @Override
        Way open(Map<String, String> environment, int threads) {
            return new WorkerSync(environment, threads);
        }
    };

    /** Variable with the directory of {@link #COPY}'s files, one for each seller. */
    static final String DIRECTORY = "BENCHMARK_ROWS";

    /** Variable with the database in JDBC's form. */
    static final String JDBC_URL = "BENCHMARK_JDBC_URL";

    /** What those files hold. */
    static final String COLUMNS = "user_id, blueprint_id, quantity, price_cents, properties, external_stock_id,"
            + " description, user_data_field, graded, created_at, updated_at";

    /** Opens it for use. */
    abstract Way open(Map<String, String> environment, int threads);

    /** Something to be done for one seller. */
    interface Work {
        /** Does it. */
        void of(UUID user) throws Exception;
    }

    /** Does it for all, on so many threads, and tells how many nanoseconds that took. */
    static long each(List<UUID> users, int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long begin = System.nanoTime();
        try {
            List<Future<?>> ends = users.stream()
                    .<Future<?>>map(user -> pool.submit(() -> {
                        work.of(user);
                        return user;
                    }))
                    .toList();
            for (Future<?> end : ends) {
                end.get();
            }
            return System.nanoTime() - begin;
        } finally {
            pool.shutdownNow();
        }
    }

    /** The tokens of these sellers. */
    private static Map<UUID, String> tokens(Map<String, String> environment, List<UUID> users) {
        try (BrxSync brx = BrxSync.open(BrxConfig.from(environment))) {
            return users.stream()
                    .collect(Collectors.toMap(
                            user -> user,
                            user -> brx.store().accounts().seller(user).token().value()));
        }
    }
}
