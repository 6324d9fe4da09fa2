/** Drools, and nothing of it anywhere else: parsing, checking, compiling and firing. */
@NullMarked
package io.stagegate.rules.drools;

import org.jspecify.annotations.NullMarked;
