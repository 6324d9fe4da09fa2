package io.stagegate.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks up what stands for a secret: <code>${NAME}</code> anywhere in a text is an environment variable, <code>$${</code> is a
 * plain <code>${</code>, and a text that begins with {@code file:} is the content of a file without the line end it ends in.
 */
final class Secrets {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[^}]*)(?<end>}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";

    private final Map<String, String> environment;

    Secrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException if a variable or file is missing or empty; the message names it */
    Secret resolve(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty; write \"${NAME}\" or file:/path");
        }
        return new Secret(text.startsWith(FILE) ? read(text.substring(FILE.length())) : expand(text));
    }

    private String expand(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            var name = found.group("name");
            return Matcher.quoteReplacement(name == null ? "${" : variable(name, found.group("end")));
        });
    }

    private String variable(String name, String end) {
        if (end.isEmpty() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("this is no variable; write \"${NAME}\", or $${ for a plain ${");
        }
        var value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + name + " is "
                    + (value == null ? "not set" : "empty") + "; set it, or write file:/path/of/the/secret");
        }
        return value;
    }

    private static String read(String name) {
        try {
            var content = Files.readString(Path.of(name)).replaceFirst("\\R\\z", "");
            if (content.isEmpty()) {
                throw new IllegalArgumentException("the file " + name + " is empty; put the secret into it");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + name + "; make it, or write \"${NAME}\"", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the file " + name + " is not UTF-8 text; put the secret into it as text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + name + " cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
