package io.brxsync.cli.logging;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** slf4j-simple with JSON lines beside it, or in its place. SLF4J makes it by its class name; see {@link Logs}. */
public final class TeeProvider implements SLF4JServiceProvider {
    /** The system property that names the file, if there is one. */
    static final String FILE = "brx.log.file";

    /** The system property that says whether standard error gets JSON lines. */
    static final String JSON = "brx.log.json";

    private final SLF4JServiceProvider simple = new SimpleServiceProvider();
    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init") // initialize() comes first
    private ILoggerFactory factory;

    /** For SLF4J. */
    public TeeProvider() {}

    @Override
    public void initialize() {
        simple.initialize();
        List<JsonLines> lines = new ArrayList<>();
        boolean json = Boolean.getBoolean(JSON);
        if (json) {
            lines.add(JsonLines.to(System.err, Clock.systemUTC()));
        }
        String file = System.getProperty(FILE);
        if (file != null) {
            lines.add(JsonLines.open(Path.of(file), Clock.systemUTC()));
        }
        ILoggerFactory console = simple.getLoggerFactory();
        factory = name -> loggers.computeIfAbsent(name, key -> new TeeLogger(console.getLogger(key), !json, lines));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return factory;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return simple.getMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return simple.getMDCAdapter();
    }

    @Override
    public String getRequestedApiVersion() {
        return simple.getRequestedApiVersion();
    }
}
