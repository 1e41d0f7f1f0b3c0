package io.brxsync.port;

import org.jspecify.annotations.Nullable;

/**
 * What CardTrader says of the app behind a token ({@code GET /info}). Immutable; never prints the secret.
 *
 * @param name the app's name
 * @param appId the app's id
 * @param userId the CardTrader user, null where CardTrader leaves it out
 * @param sharedSecret the key of webhook signatures
 * @param webhookUrl the registered webhook address, null when there is none
 */
public record AppInfo(
        String name,
        long appId,
        @Nullable Long userId,
        String sharedSecret,
        @Nullable String webhookUrl) {
    @Override
    public String toString() {
        return "AppInfo[name=" + name + ", appId=" + appId + ", userId=" + userId + "]";
    }
}
