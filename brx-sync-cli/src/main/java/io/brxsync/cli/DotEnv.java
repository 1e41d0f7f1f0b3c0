package io.brxsync.cli;

import io.brxsync.BrxException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: lines of {@code NAME=value}, optionally after {@code export}. A value may be in single
 * quotes (taken as it is) or in double quotes (with the escapes \n, \r, \t, \", \\ and \$); without quotes it ends before
 * white space and a {@code #}. Nothing is expanded. Errors name file and line and never repeat the line, which may hold a
 * secret. (The usual library for this knows no {@code export}, cuts unquoted values at any {@code #}, and prints the
 * line.)
 */
final class DotEnv {
    private static final Pattern ASSIGNMENT = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

    private DotEnv() {}

    /**
     * The variables of a file.
     *
     * @throws BrxException {@code CONFIGURATION} if it cannot be read
     */
    static Map<String, String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw BrxException.configuration(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw BrxException.of(BrxException.Kind.CONFIGURATION, file + " cannot be read", e);
        }
        return parse(file.toString(), lines);
    }

    static Map<String, String> parse(String name, List<String> lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (!assignment.matches()) {
                throw BrxException.configuration(name + " line " + (i + 1) + " is not NAME=value");
            }
            variables.put(assignment.group(1), value(assignment.group(2), name, i + 1));
        }
        return variables;
    }

    private static String value(String text, String name, int line) {
        if (text.startsWith("'")) {
            return quoted(SINGLE_QUOTED, text, name, line);
        }
        if (text.startsWith("\"")) {
            return unescaped(quoted(DOUBLE_QUOTED, text, name, line));
        }
        return COMMENT.matcher(text).replaceFirst("").strip();
    }

    private static String quoted(Pattern pattern, String text, String name, int line) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw BrxException.configuration(
                    name + " line " + line + " has a quote that does not end, or text after it");
        }
        return matcher.group(1);
    }

    private static String unescaped(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'n' -> result.append('\n');
                case 'r' -> result.append('\r');
                case 't' -> result.append('\t');
                case '"', '\\', '$' -> result.append(escaped);
                default -> result.append(c).append(escaped);
            }
        }
        return result.toString();
    }
}
