/**
 * The door: proxy listeners, one for each upstream. Reads each request's head strictly and one way only, lets pass what
 * changes nothing, and hands what may change something to the pipeline.
 */
@NullMarked
package io.stagegate.gateway.edge;

import org.jspecify.annotations.NullMarked;
