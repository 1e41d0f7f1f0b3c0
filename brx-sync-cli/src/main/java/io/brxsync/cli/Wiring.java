package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.celery.CeleryBroker;
import io.brxsync.cli.logging.LogSettings;
import io.brxsync.config.BrxConfig;
import io.brxsync.config.CeleryConfig;
import io.brxsync.redis.RedisBackend;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place of assembly: shell and options → variables → configuration → brx-sync. Each step is taken when a command
 * first asks for it, so a command that needs no Redis starts without one. For one thread.
 *
 * <p>A flag wins over a variable, a variable over the {@code .env} file, and that over the default.
 */
final class Wiring implements AutoCloseable {
    private final Shell shell;
    private final RootCommand options;
    private @Nullable BrxConfig config;
    private @Nullable BrxSync brx;

    Wiring(Shell shell, RootCommand options) {
        this.shell = shell;
        this.options = options;
    }

    Shell shell() {
        return shell;
    }

    boolean verbose() {
        return options.verbose();
    }

    /** All variables in force. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(file());
        variables.putAll(shell.environment());
        if (options.namespace() != null) {
            variables.put("BRX_NAMESPACE", options.namespace());
        }
        if (options.logLevel() != null) {
            variables.put("LOG_LEVEL", options.logLevel());
        }
        return variables;
    }

    private Map<String, String> file() {
        Path named = options.envFile();
        if (named != null) {
            Path file = shell.directory().resolve(named);
            if (!Files.isRegularFile(file)) {
                throw BrxException.configuration("--env-file: there is no file " + file);
            }
            return DotEnv.read(file);
        }
        Path usual = shell.directory().resolve(".env");
        return Files.isRegularFile(usual) ? DotEnv.read(usual) : Map.of();
    }

    /** The configuration, checked. */
    BrxConfig config() {
        BrxConfig known = config;
        if (known == null) {
            known = BrxConfig.from(variables());
            config = known;
        }
        return known;
    }

    /** How to log; {@code worker} is long-lived and says more of its libraries' troubles. */
    LogSettings logging(boolean worker) {
        return LogSettings.from(variables(), options.verbose(), worker, shell.directory());
    }

    /** brx-sync by this configuration; opened once, closed with this object. */
    BrxSync brx() {
        BrxSync open = brx;
        if (open == null) {
            open = BrxSync.builder(config()).clock(shell.clock()).build();
            brx = open;
        }
        return open;
    }

    /** The same for a worker, which reports to this registry. */
    BrxSync brx(MeterRegistry meters) {
        if (brx != null) {
            throw new IllegalStateException("Opened already");
        }
        BrxSync open =
                BrxSync.builder(config()).clock(shell.clock()).meters(meters).build();
        brx = open;
        return open;
    }

    /** Celery's lists by this configuration, checked. */
    CeleryConfig celeryConfig() {
        return CeleryConfig.from(variables());
    }

    /** A client of Celery's lists; the caller closes it. */
    CeleryBroker celery() {
        return RedisBackend.celery(celeryConfig(), new SimpleMeterRegistry());
    }

    @Override
    public void close() {
        if (brx != null) {
            brx.close();
        }
    }
}
