package io.brxsync.cli.logging;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** slf4j-simple with a file of JSON lines beside it. SLF4J makes it by its class name; see {@link Logs}. */
public final class TeeProvider implements SLF4JServiceProvider {
    /** The system property that names the file. */
    static final String FILE = "brx.log.file";

    private final SLF4JServiceProvider simple = new SimpleServiceProvider();
    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init") // initialize() comes first
    private ILoggerFactory factory;

    /** For SLF4J. */
    public TeeProvider() {}

    @Override
    public void initialize() {
        simple.initialize();
        JsonLines file = JsonLines.open(Path.of(System.getProperty(FILE)), Clock.systemUTC());
        ILoggerFactory console = simple.getLoggerFactory();
        factory = name -> loggers.computeIfAbsent(name, key -> new TeeLogger(console.getLogger(key), file));
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
