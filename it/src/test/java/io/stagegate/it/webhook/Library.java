package io.stagegate.it.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A published library of Standard Webhooks. */
public interface Library {

    /** Whether it takes a message. */
    boolean verifies(String secret, Map<String, String> headers, String body);

    /** The value of {@code webhook-signature}. */
    String sign(String secret, String id, long seconds, String body);

    /** That for Java. */
    final class OfJava implements Library {
        @Override
        public boolean verifies(String secret, Map<String, String> headers, String body) {
            var all = headers.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
            try {
                new Webhook(secret).verify(body, all);
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            }
        }

        @Override
        public String sign(String secret, String id, long seconds, String body) {
            try {
                return new Webhook(secret).sign(id, seconds, body);
            } catch (WebhookSigningException e) {
                throw new AssertionError(e);
            }
        }
    }
}
