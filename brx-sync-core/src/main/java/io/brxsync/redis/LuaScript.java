package io.brxsync.redis;

import io.brxsync.BrxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A script from a resource file, behind its prelude. Immutable.
 *
 * @param text what Redis runs
 * @param digest what Redis knows it by, once loaded
 */
record LuaScript(String text, String digest) {

    /** Reads both files; their names come without {@code .lua}. */
    static LuaScript read(String prelude, String name) {
        String text = resource(prelude) + resource(name);
        return new LuaScript(text, Digests.sha1(text));
    }

    private static String resource(String name) {
        String file = name + ".lua";
        try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw BrxException.of(BrxException.Kind.BUG, "The script " + file + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
