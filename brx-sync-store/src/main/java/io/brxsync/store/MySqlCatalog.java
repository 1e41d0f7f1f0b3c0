package io.brxsync.store;

import io.brxsync.config.MySqlConfig;
import io.brxsync.port.BlueprintCatalog;
import io.brxsync.port.SyncStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** Looks blueprints up in the catalogue's tables, in batches; never writes. Thread-safe. */
final class MySqlCatalog implements BlueprintCatalog, SyncStore.Probe {
    /** Large enough to save round trips, small enough for the server's statement limits and its optimizer. */
    private static final int BATCH = 1000;

    private final Jdbi jdbi;
    private final Server server;
    private final SqlErrors errors;
    private final List<String> tables;

    MySqlCatalog(LazyPool pool, MySqlConfig config) {
        this.jdbi = Jdbi.create(pool::connection);
        this.jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        this.server = Server.mysql(config);
        this.errors = new SqlErrors(server);
        this.tables = config.tables();
    }

    @Override
    public Set<Integer> known(Set<Integer> blueprintIds) {
        if (blueprintIds.isEmpty()) {
            return Set.of();
        }
        List<Integer> ids = List.copyOf(blueprintIds);
        String query = ofEveryTable("known");
        return errors.translating(() -> jdbi.withHandle(handle -> {
            Set<Integer> known = new HashSet<>();
            for (int from = 0; from < ids.size(); from += BATCH) {
                handle.createQuery(query)
                        .bindList("ids", ids.subList(from, Math.min(from + BATCH, ids.size())))
                        .mapTo(Integer.class)
                        .forEach(known::add);
            }
            return known;
        }));
    }

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public String check() {
        return errors.translating(() -> jdbi.withHandle(handle -> {
            handle.createQuery(ofEveryTable("readable")).mapTo(Integer.class).list();
            String version = handle.createQuery(Sql.of(MySqlCatalog.class, "version"))
                    .mapTo(String.class)
                    .one();
            return "version " + version + ", tables " + String.join(", ", tables);
        }));
    }

    private String ofEveryTable(String name) {
        String one = Sql.of(MySqlCatalog.class, name);
        return tables.stream()
                .map(table -> one.replace("{table}", "`" + table + "`"))
                .collect(Collectors.joining(" union all "));
    }
}
