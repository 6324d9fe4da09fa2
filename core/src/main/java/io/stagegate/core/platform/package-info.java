/**
 * What a platform adapter is. Adapters translate, the gateway talks: an adapter is pure. It recognises a request, says
 * which reads make the snapshot and the evidence, says which calls make or restore a change, and shapes the native
 * replies. It does no I/O, keeps no state and knows no clock.
 */
@NullMarked
package io.stagegate.core.platform;

import org.jspecify.annotations.NullMarked;
