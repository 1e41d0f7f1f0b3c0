package io.brxsync.examples.springboot;

import io.brxsync.config.BrxConfig;
import io.brxsync.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code application.yaml} says about brx-sync.
 *
 * @param namespace prefix of its keys in Redis
 * @param fernetKey encrypts CardTrader tokens in the database
 * @param cardtraderUrl the marketplace
 * @param threads how many tasks this application runs at the same time
 * @param drainTimeout how long running tasks may go on when it stops; less than {@code
 *     spring.lifecycle.timeout-per-shutdown-phase}
 */
@ConfigurationProperties("brx")
record BrxProperties(
        @DefaultValue("brx") String namespace,
        Secret fernetKey,
        @DefaultValue("https://api.cardtrader.com/api/v2") URI cardtraderUrl,
        @DefaultValue("4") int threads,
        @DefaultValue("20s") Duration drainTimeout) {

    /** Everything else is brx-sync's own default; servers are not named, the application brings its own clients. */
    BrxConfig config() {
        return BrxConfig.from(Map.of(
                "BRX_NAMESPACE", namespace,
                "FERNET_KEY", fernetKey.value(),
                "CARDTRADER_API_BASE_URL", cardtraderUrl.toString()));
    }
}
