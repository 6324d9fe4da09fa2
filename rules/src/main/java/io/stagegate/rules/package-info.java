/** The decision point: compiles policy sets, evaluates them and says what is wrong with them. */
@NullMarked
package io.stagegate.rules;

import org.jspecify.annotations.NullMarked;
