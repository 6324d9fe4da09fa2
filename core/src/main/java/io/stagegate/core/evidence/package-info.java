/**
 * What rules see. Every fact is a record fetched or computed by the gateway; the component names are public API for
 * policy authors. Absence is a value: a fact that could not be fetched is an {@link Unavailable}, and a fact that does
 * not exist is simply not there.
 */
@NullMarked
package io.stagegate.core.evidence;

import org.jspecify.annotations.NullMarked;
