/** PostgreSQL: all SQL of the gateway, the schema's migrations, and the embedded server of the quick start. */
@NullMarked
package io.stagegate.gateway.store;

import org.jspecify.annotations.NullMarked;
