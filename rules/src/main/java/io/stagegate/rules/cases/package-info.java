/** Tests of policy sets: cases in YAML beside the rules, run by the engine that serves. */
@NullMarked
package io.stagegate.rules.cases;

import org.jspecify.annotations.NullMarked;
