/** The way of one governed request, as straight-line code: join, enrich, decide, record, hold, release, forward, settle. Knows no SQL and no HTTP. */
@NullMarked
package io.stagegate.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
