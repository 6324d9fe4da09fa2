/** Telling others of what happens, and letting some of them decide: Standard Webhooks, Slack and Microsoft Teams. */
@NullMarked
package io.stagegate.gateway.webhook;

import org.jspecify.annotations.NullMarked;
