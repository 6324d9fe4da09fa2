/** The vocabulary of the gateway: what the words of its design mean, as types. Depends on nothing but the JDK. */
@NullMarked
package io.stagegate.core;

import org.jspecify.annotations.NullMarked;
