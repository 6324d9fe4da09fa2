/** The configuration file as records that refuse to exist when they are wrong. */
@NullMarked
package io.stagegate.config;

import org.jspecify.annotations.NullMarked;
