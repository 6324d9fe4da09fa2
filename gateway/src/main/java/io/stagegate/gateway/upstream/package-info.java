/** Talking to upstreams: the one HTTP client, the headers that may pass either way, and the index of serving artifacts. */
@NullMarked
package io.stagegate.gateway.upstream;

import org.jspecify.annotations.NullMarked;
