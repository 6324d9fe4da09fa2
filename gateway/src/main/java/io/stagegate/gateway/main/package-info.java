/** Where the program begins. */
@NullMarked
package io.stagegate.gateway.main;

import org.jspecify.annotations.NullMarked;
