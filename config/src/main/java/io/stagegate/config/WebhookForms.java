package io.stagegate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The forms of what is written about a webhook. Each gives the value, or says what to write instead. */
final class WebhookForms {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{2,}");
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final String SECRET =
            "; write whsec_ and the Base64 of 24 to 64 bytes, such as whsec_ and the output of: openssl rand -base64 32";

    private WebhookForms() {}

    static String name(String text) {
        if (!NAME.matcher(text).matches() || text.equals("deliveries")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" cannot name a webhook; write letters, digits and . _ - only, such as release-bot");
        }
        return text;
    }

    static URI url(String text) {
        var instead = "; write https://host/path";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // its message holds the text, which may hold a secret
            throw new IllegalArgumentException("this is no URL" + instead, null);
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("the scheme is neither http nor https" + instead);
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a URL with credentials or # cannot be called" + instead);
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("there is no host, or no such port" + instead);
        }
        return uri;
    }

    /** A pattern that some type of event matches. */
    static String event(String text) {
        if (Webhook.EVENTS.stream().noneMatch(type -> Webhook.matches(text, type))) {
            throw new IllegalArgumentException("there is no event \"" + text + "\"; "
                    + (text.contains("*")
                            ? "write * behind the beginning of one, such as hold.*"
                            : Words.choose(text, Webhook.EVENTS)));
        }
        return text;
    }

    static Secret secret(Secret secret) {
        bytes(secret);
        return secret;
    }

    static byte[] bytes(Secret secret) {
        var text = secret.value();
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("this secret does not begin with " + PREFIX + SECRET);
        }
        var bytes = decode(text.substring(PREFIX.length()));
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("this secret has " + bytes.length + " bytes" + SECRET);
        }
        return bytes;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // its message holds a character of the secret
            throw new IllegalArgumentException("this secret is not written in Base64" + SECRET, null);
        }
    }

    static String slackUser(String text) {
        if (!USER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no member of a Slack workspace; write the member's id, such as U024BE7LH");
        }
        return text;
    }
}
