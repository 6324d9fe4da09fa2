/**
 * JSON in and out of the gateway: the strict parser, the canonical form that digests are made of (RFC 8785), and how the
 * vocabulary is written as JSON for storage and for the API, and read back.
 */
@NullMarked
package io.stagegate.gateway.json;

import org.jspecify.annotations.NullMarked;
