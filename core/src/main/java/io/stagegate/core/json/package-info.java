/**
 * JSON as values: what the gateway parsed is what it decides on, what it digests and what it forwards. Parsing is the
 * gateway's; writing is here, so that there is one way to write.
 */
@NullMarked
package io.stagegate.core.json;

import org.jspecify.annotations.NullMarked;
